// Keyboard shortcuts of the work queue. The queue works without them; they can be turned off (WCAG 2.1.4).
(function () {
  'use strict'

  var keys = document.querySelector('[data-queue-keys]')
  if (!keys) return
  var onOff = keys.querySelector('[data-queue-switch]'), help = keys.querySelector('details')
  var lines = Array.from(document.querySelectorAll('[data-queue-line]')), at = -1

  function remembered() {
    try { return window.localStorage.getItem('koers-queue-keys') !== 'off' } catch (error) { return true }
  }
  onOff.checked = remembered()
  onOff.addEventListener('change', function () {
    try { window.localStorage.setItem('koers-queue-keys', onOff.checked ? 'on' : 'off') } catch (error) { /* private window */ }
    if (!onOff.checked) mark(-1)
  })

  function mark(place) {
    if (lines[at]) lines[at].removeAttribute('data-here')
    at = place
    if (!lines[at]) return
    lines[at].setAttribute('data-here', '')
    lines[at].querySelector('th a').focus()
    lines[at].scrollIntoView({ block: 'nearest' })
  }

  // Where the focus is by other means counts too.
  lines.forEach(function (line, place) {
    line.addEventListener('focusin', function () { if (place !== at && onOff.checked) { if (lines[at]) lines[at].removeAttribute('data-here'); at = place; line.setAttribute('data-here', '') } })
  })

  var does = {
    j: function () { mark(Math.min(at + 1, lines.length - 1)) },
    k: function () { mark(Math.max(at - 1, 0)) },
    o: function () { if (lines[at]) lines[at].querySelector('th a').click() },
    x: function () { if (lines[at]) lines[at].querySelector('input[type=checkbox]').click() },
    '/': function () { var search = document.querySelector('.koers-filter [name=q]'); if (search) search.focus() },
    '?': function () { help.open = !help.open; if (help.open) help.querySelector('summary').focus() }
  }

  function typing(target) {
    if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true
    return target.tagName === 'INPUT' && !/^(checkbox|radio|button|submit)$/.test(target.type)
  }

  document.addEventListener('keydown', function (event) {
    if (!onOff.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (typing(event.target) || document.querySelector('dialog[open]')) return
    if (event.key === 'Escape' && help.open) { help.open = false; return }
    var act = does[event.key]
    if (!act) return // Enter opens the link that has the focus by itself
    event.preventDefault()
    act()
  })
})()
