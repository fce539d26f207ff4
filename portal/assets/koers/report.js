// Reporting doubt: a draft that survives a lost line or an ended session, and a click on a cell that
// leads to its form. Without this script every form is sent as usual and each row has its own link.
// A draft stays in this browser, for this person, at most seven days; not when they log out.
(function () {
  'use strict'
  var PREFIX = 'koers-draft:', KEPT = 7 * 24 * 3600 * 1000

  // --- what is kept, and until when
  var store = null
  try { store = window.localStorage; store.getItem(PREFIX) } catch (error) { store = null }

  function keys() {
    var found = []
    for (var place = 0; store && place < store.length; place += 1) {
      if (store.key(place).indexOf(PREFIX) === 0) found.push(store.key(place))
    }
    return found
  }
  function read(key) {
    try { return JSON.parse(store.getItem(key)) } catch (error) { return null }
  }
  function drop(key) { if (store) store.removeItem(key) }

  keys().forEach(function (key) {
    var draft = read(key)
    if (!draft || !draft.at || Date.now() - draft.at > KEPT) drop(key)
  })
  document.addEventListener('submit', function (event) { // who logs out leaves nothing behind
    if (event.target.hasAttribute('data-logout')) keys().forEach(drop)
  }, true)

  // --- a form with a draft
  function Draft(form) {
    this.form = form
    this.person = form.getAttribute('data-draft')
    this.key = PREFIX + this.person + ':' + window.location.pathname + window.location.search
  }
  Draft.prototype.fields = function () {
    return Array.from(this.form.elements).filter(function (field) {
      return field.name && field.type !== 'file' && field.type !== 'submit' && field.type !== 'button' &&
        field.name !== 'csrfmiddlewaretoken' && field.name !== 'apart' && !field.closest('[data-draft-skip]')
    })
  }
  Draft.prototype.values = function () {
    return this.fields().map(function (field) {
      var box = field.type === 'checkbox' || field.type === 'radio'
      return box ? [field.name, field.value, field.checked] : [field.name, field.value]
    })
  }
  Draft.prototype.keep = function () {
    if (!store) return
    try { store.setItem(this.key, JSON.stringify({ at: Date.now(), values: this.values() })) } catch (error) { /* full */ }
  }
  Draft.prototype.drop = function () { drop(this.key) }
  Draft.prototype.putBack = function () {
    var draft = store && read(this.key), fields = this.fields(), changed = false
    if (!draft) return false
    draft.values.forEach(function (kept) {
      var box = kept.length === 3
      fields.forEach(function (field) {
        if (field.name !== kept[0] || (box && field.value !== kept[1])) return
        if (box) { changed = changed || field.checked !== kept[2]; field.checked = kept[2] }
        else {
          changed = changed || (field.value !== kept[1] && field.type !== 'hidden')
          field.value = kept[1] // its token too: a form that did arrive stays one report
        }
      })
    })
    return changed
  }

  function begin(form) {
    var draft = new Draft(form), back = form.querySelector('[data-draft-back]'), timer = 0
    keys().forEach(function (key) { // another person's drafts do not wait in this browser
      if (key.indexOf(PREFIX + draft.person + ':') !== 0) drop(key)
    })
    // A form that came back with faults holds what was just sent: newer than the draft.
    var answered = form.hasAttribute('data-answered') || document.querySelector('[data-focus]')
    if (!answered && draft.putBack() && back) {
      back.hidden = false
      var folded = form.querySelectorAll('details')
      folded.forEach(function (part) {
        var used = Array.from(part.querySelectorAll('input, textarea')).some(function (field) {
          return field.type === 'checkbox' ? field.checked : field.value && field.type !== 'hidden'
        })
        if (used) part.open = true
      })
      var discard = back.querySelector('[data-draft-discard]')
      discard.addEventListener('click', function () { draft.drop(); window.location.reload() })
    }
    function later() { window.clearTimeout(timer); timer = window.setTimeout(function () { draft.keep() }, 300) }
    form.addEventListener('input', later)
    form.addEventListener('change', later)
    form.koersDraft = { keep: function () { window.clearTimeout(timer); draft.keep() }, drop: function () { window.clearTimeout(timer); draft.drop() } }
  }

  // --- sending: say it when there is no line, and keep the page
  var sending = false
  document.addEventListener('submit', function (event) { // before koers.js, which then leaves it alone
    var form = event.target
    if (!form.matches('form[data-send]') || !window.fetch || !window.DOMParser) return
    event.preventDefault()
    if (!sending) send(form, event.submitter)
  }, true)

  function send(form, button) {
    var broken = form.querySelector('[data-draft-broken]'), sent = new FormData(form)
    var where = button && button.hasAttribute('formaction') ? button.formAction : form.action || window.location.href
    if (button && button.name) sent.set(button.name, button.value)
    form.koersDraft && form.koersDraft.keep()
    broken.hidden = true
    sending = true
    form.setAttribute('aria-busy', 'true')
    window.fetch(where, { method: 'POST', body: sent, credentials: 'same-origin', headers: { 'X-Koers-Upload': '1' } })
      .then(function (answer) { return answered(answer, form, where) })
      .catch(function () { broken.hidden = false; broken.scrollIntoView({ block: 'nearest' }) })
      .then(function () { sending = false; form.removeAttribute('aria-busy') })
  }

  function answered(answer, form, where) {
    var there = answer.status === 201 && answer.headers.get('Location')
    if (there) {
      form.koersDraft && form.koersDraft.drop()
      window.location.assign(there)
      return null
    }
    if (answer.status >= 500) throw new Error('broken')
    var here = new URL(where, window.location.href), came = new URL(answer.url || where, window.location.href)
    if (answer.status === 403) { window.location.reload(); return null } // logged in anew elsewhere: the draft comes back
    if (answer.ok && came.pathname !== here.pathname) { // the session had ended; the draft waits here
      window.location.assign(came.href)
      return null
    }
    return answer.text().then(function (text) { redraw(text, form) })
  }

  // The answer takes the place of what stands here, as when the form was sent without script; files
  // that were chosen stay chosen.
  function redraw(text, form) {
    var page = new DOMParser().parseFromString(text, 'text/html')
    var found = page.querySelector('main'), main = document.querySelector('main')
    var before = form.querySelector('input[type=file]'), files = before && before.files
    if (!found || !main) throw new Error('no page')
    document.title = page.title
    main.replaceChildren.apply(main, Array.from(document.importNode(found, true).childNodes))
    var drawn = main.querySelector('form[data-draft]'), input = main.querySelector('form[data-send] input[type=file]')
    if (drawn) { drawn.setAttribute('data-answered', ''); begin(drawn) }
    if (input && files && files.length) {
      input.files = files
      main.querySelectorAll('[data-files-lost]').forEach(function (note) { note.closest('.koers-alert').remove() })
    }
    main.dispatchEvent(new CustomEvent('koers:drawn', { bubbles: true }))
    if (input && files && files.length) input.dispatchEvent(new Event('change', { bubbles: true }))
    var first = main.querySelector('[data-focus]') || main.querySelector('h1')
    if (!first) return
    if (!first.hasAttribute('tabindex')) first.setAttribute('tabindex', '-1')
    first.focus()
  }

  document.querySelectorAll('form[data-draft]').forEach(begin)

  // --- a click on a cell of a dataset leads to the form for that cell; each row has a link for keys
  document.querySelectorAll('tbody[data-delivery]').forEach(function (body) {
    body.addEventListener('click', function (event) {
      var cell = event.target.closest('td'), row = cell && cell.closest('tr')
      if (!row || event.target.closest('a, button, input, summary') || String(window.getSelection())) return
      var head = body.closest('table').tHead.rows[0].cells[cell.cellIndex]
      var link = row.querySelector('a[data-doubt-link]'), column = head && head.getAttribute('data-column')
      if (!link || !column) return
      var address = new URL(link.href, window.location.href)
      address.searchParams.set('kolom', column)
      window.location.assign(address.href)
    })
    body.setAttribute('data-clickable', '')
  })
})()
