// Makes pages pleasanter; every page works without it. No inline code, no storage of content.
(function () {
  'use strict'

  var announcements = document.querySelector('[data-announcements]')

  function announce(text) {
    if (!announcements || !text) return
    announcements.textContent = ''
    window.setTimeout(function () { announcements.textContent = text }, 50)
  }

  // --- main menu folds on a phone; the user menu closes on Escape and when one clicks elsewhere
  document.querySelectorAll('[data-nav]').forEach(function (nav) {
    var toggle = nav.querySelector('[data-nav-toggle]')
    function fold(folded) {
      nav.toggleAttribute('data-folded', folded)
      toggle.setAttribute('aria-expanded', String(!folded))
    }
    toggle.hidden = false
    toggle.addEventListener('click', function () { fold(!nav.hasAttribute('data-folded')) })
    nav.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && toggle.offsetParent) { fold(true); toggle.focus() }
    })
    fold(true)
  })
  document.querySelectorAll('[data-menu]').forEach(function (menu) {
    document.addEventListener('click', function (event) {
      if (!menu.contains(event.target)) menu.open = false
    })
    menu.addEventListener('focusout', function (event) { // an open menu would cover what comes next
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false
    })
    menu.addEventListener('keydown', function (event) {
      if (event.key === 'Escape') { menu.open = false; menu.querySelector('summary').focus() }
    })
  })

  // --- where the tabs do not fit, the one of this page comes into sight
  document.querySelectorAll('.koers-tabs [aria-current]').forEach(function (tab) {
    var row = tab.closest('.koers-tabs')
    row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2
  })

  // --- an error summary takes the focus, so that it is read first
  var summary = document.querySelector('[data-focus]')
  if (summary && !window.location.hash && !document.querySelector('[data-no-focus]')) summary.focus()

  // --- files: say which was chosen and how large it is, and let one be dropped
  function sizeText(bytes) {
    var units = ['bytes', 'kB', 'MB', 'GB'], unit = 0
    while (bytes >= 1000 && unit < units.length - 1) { bytes /= 1000; unit += 1 }
    var digits = unit && bytes < 10 ? 1 : 0
    return bytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits }) + '\u00a0' + units[unit]
  }
  function letFilesDrop(place) {
    var input = place.querySelector('input[type=file]'), chosen = place.querySelector('[data-file-chosen]')
    if (!input) return
    function show() {
      chosen.textContent = Array.from(input.files).map(function (file) {
        return file.name + ' (' + sizeText(file.size) + ')'
      }).join(', ')
    }
    place.setAttribute('data-ready', '')
    input.addEventListener('change', show)
    place.addEventListener('dragover', function (event) { event.preventDefault(); place.setAttribute('data-over', '') })
    place.addEventListener('dragleave', function () { place.removeAttribute('data-over') })
    place.addEventListener('drop', function (event) {
      event.preventDefault()
      place.removeAttribute('data-over')
      if (!event.dataTransfer.files.length) return
      input.files = event.dataTransfer.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
  }
  document.querySelectorAll('[data-file-drop]').forEach(letFilesDrop)
  document.addEventListener('koers:drawn', function (event) { // a part of the page was drawn anew
    event.target.querySelectorAll('[data-file-drop]').forEach(letFilesDrop)
  })

  // --- a click in a date field opens the calendar; who types is left alone
  document.querySelectorAll('input[type=date]').forEach(function (input) {
    if (!input.showPicker) return
    input.addEventListener('click', function () {
      try { input.showPicker() } catch (error) { /* the browser wants it otherwise */ }
    })
  })

  // --- questions before something is undone for good: the unfolding part becomes a dialog
  document.querySelectorAll('[data-confirm]').forEach(function (details) {
    var panel = details.querySelector('[data-confirm-panel]'), opener = details.querySelector('summary')
    if (!window.HTMLDialogElement || !panel) return
    var dialog = document.createElement('dialog')
    dialog.className = 'koers-dialog'
    dialog.setAttribute('aria-labelledby', details.id + '-title')
    dialog.appendChild(panel)
    details.after(dialog)
    opener.setAttribute('role', 'button')
    opener.setAttribute('aria-haspopup', 'dialog')
    opener.addEventListener('click', function (event) { event.preventDefault(); dialog.showModal() })
    panel.querySelectorAll('[data-confirm-close]').forEach(function (button) {
      button.hidden = false
      button.addEventListener('click', function () { dialog.close() })
    })
    dialog.addEventListener('close', function () { opener.focus() })
    if (panel.querySelector('[aria-invalid]')) dialog.showModal()
  })

  // --- a form is sent once: a second click on a slow line does not deliver twice
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (form.method.toLowerCase() !== 'post' || event.defaultPrevented) return
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return }
    form.setAttribute('data-sent', '')
    form.setAttribute('aria-busy', 'true')
  })
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) {
      form.removeAttribute('data-sent')
      form.removeAttribute('aria-busy')
    })
  })

  // --- htmx: say what changed, and say it when something went wrong
  var told = {}
  document.body.addEventListener('htmx:afterSettle', function (event) {
    var part = event.detail.elt, source = part && part.closest('[data-announce]')
    if (!source) return
    var step = source.getAttribute('data-announce-step') || ''
    var bucket = /^\d+$/.test(step) ? String(Math.floor(Number(step) / 25)) : step
    if (told[source.id] === bucket) return
    told[source.id] = bucket
    announce(source.getAttribute('data-announce'))
  })
  ;['htmx:responseError', 'htmx:sendError', 'htmx:timeout'].forEach(function (name) {
    document.body.addEventListener(name, function () { announce(announcements.getAttribute('data-error')) })
  })

  // --- the session: warn before it ends for lack of activity, and keep it when asked (WCAG 2.2.1)
  var session = document.querySelector('[data-session-minutes]')
  if (session && window.HTMLDialogElement) watchSession(session)

  function watchSession(dialog) {
    var limit = Number(dialog.getAttribute('data-session-minutes')) * 60000
    var warnBefore = Math.min(5 * 60000, limit / 2)
    var stay = dialog.querySelector('[data-session-stay]'), ended = dialog.querySelector('[data-session-ended]')
    var timer = 0
    function seen() { // other windows of the same browser keep the session going as well
      try { window.localStorage.setItem('koers-seen', String(Date.now())) } catch (error) { /* private window */ }
      plan(limit - warnBefore)
    }
    function lastSeen() {
      try { return Number(window.localStorage.getItem('koers-seen')) || 0 } catch (error) { return 0 }
    }
    function plan(wait) { window.clearTimeout(timer); timer = window.setTimeout(look, Math.max(wait, 1000)) }
    function look() {
      var left = lastSeen() + limit - Date.now()
      if (left > warnBefore) { plan(left - warnBefore); return }
      if (!dialog.open) dialog.showModal()
      if (left <= 0) { ended.hidden = false; stay.hidden = true } else { plan(left) }
    }
    stay.addEventListener('click', function () {
      fetch(dialog.getAttribute('data-session-url'), { method: 'HEAD', credentials: 'same-origin', redirect: 'manual' })
        .then(function (answer) {
          if (!answer.ok) throw new Error('ended')
          dialog.close()
          seen()
        })
        .catch(function () { ended.hidden = false; stay.hidden = true })
    })
    document.body.addEventListener('htmx:afterRequest', function (event) {
      var headers = event.detail.requestConfig && event.detail.requestConfig.headers
      if (!(headers && headers['X-Koers-Poll'])) seen()
    })
    seen()
  }
})()
