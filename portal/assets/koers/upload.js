// Shows how far a file is while it is sent, and lets one stop. Without this script the form is sent
// as every other form. Nothing of a file that was not sent whole is kept.
(function () {
  'use strict'
  if (!window.XMLHttpRequest || !window.FormData || !window.DOMParser) return

  var running = null // one file at a time

  document.addEventListener('submit', function (event) { // before koers.js, which then leaves it alone
    var form = event.target
    if (!form.matches('form[data-upload]')) return
    event.preventDefault()
    if (!running) send(form)
  }, true)

  function send(form) {
    var place = form.querySelector('[data-upload-progress]'), bar = place.querySelector('progress')
    var value = place.querySelector('[data-upload-value]'), status = form.querySelector('[data-upload-status]')
    var cancel = place.querySelector('[data-upload-cancel]'), actions = form.querySelector('[data-upload-actions]')
    var words = status.dataset, request = new XMLHttpRequest(), told = -1

    function show(share) {
      var percent = Math.floor(share * 100)
      bar.value = percent
      value.textContent = percent + '%'
      if (share >= 1) tell(words.storing, true)
      else if (Math.floor(percent / 25) > told) {
        told = Math.floor(percent / 25)
        tell(words.sending + ' ' + percent + '%', false)
      }
    }
    function tell(text, seen) { // while the bar moves, for who hears the page only
      if (status.textContent === text) return
      status.classList.toggle('koers-unseen', !seen)
      status.textContent = text
    }
    function end(text) {
      running = null
      form.removeAttribute('aria-busy')
      place.hidden = true
      actions.hidden = false
      cancel.removeEventListener('click', stop)
      tell(text, true)
      var button = actions.querySelector('button')
      if (button) button.focus()
    }
    function stop() { request.abort() }

    request.upload.addEventListener('progress', function (event) {
      if (event.lengthComputable && event.total) show(event.loaded / event.total)
    })
    request.addEventListener('load', function () { answered(request, form, end, words) })
    request.addEventListener('error', function () { end(words.broken) })
    request.addEventListener('abort', function () { end(words.stopped) })
    cancel.addEventListener('click', stop)

    running = request
    form.setAttribute('aria-busy', 'true')
    place.hidden = false
    actions.hidden = true
    show(0)
    cancel.focus()
    request.open('POST', form.getAttribute('action') || window.location.href)
    request.setRequestHeader('X-Koers-Upload', '1')
    request.responseType = 'text'
    request.send(new FormData(form))
  }

  function answered(request, form, end, words) {
    var there = request.status === 201 && request.getResponseHeader('Location')
    var here = new URL(form.getAttribute('action') || window.location.href, window.location.href)
    if (there) { window.location.assign(there); return }
    var answer = request.responseURL ? new URL(request.responseURL) : here
    if (request.status < 400 && answer.pathname !== here.pathname) { // the session had ended
      window.location.assign(answer.href)
      return
    }
    var page = new DOMParser().parseFromString(request.responseText, 'text/html')
    var found = page.querySelector('main'), main = document.querySelector('main')
    if (!found || !main) { end(words.broken); return }
    redraw(main, found, page.title, form)
  }

  // The answer takes the place of what stands here, as when the form was sent without script. The
  // file stays chosen.
  function redraw(main, found, title, form) {
    var before = form.querySelector('input[type=file]'), files = before && before.files
    running = null
    document.title = title
    main.replaceChildren.apply(main, Array.from(document.importNode(found, true).childNodes))
    var input = main.querySelector('form[data-upload] input[type=file]')
    if (input && files && files.length) input.files = files
    main.dispatchEvent(new CustomEvent('koers:drawn', { bubbles: true }))
    if (input) input.dispatchEvent(new Event('change', { bubbles: true }))
    var first = main.querySelector('[data-focus]') || main.querySelector('h1')
    if (!first) return
    if (!first.hasAttribute('tabindex')) first.setAttribute('tabindex', '-1')
    first.focus()
  }
})()
