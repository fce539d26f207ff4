// Draws the charts of a page. Each canvas names the script element that carries its figure as JSON,
// so that there is no inline code. Colours written as var(--token) are looked up in the theme.
(function () {
  'use strict'

  var canvases = document.querySelectorAll('[data-chart]')
  if (!canvases.length || !window.Plotly) return
  var style = window.getComputedStyle(document.body)
  var calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches

  function token(name) { return style.getPropertyValue(name).trim() || '#3c4954' }

  function themed(value) {
    if (typeof value === 'string') {
      var found = /^var\((--[\w-]+)\)$/.exec(value)
      return found ? themed(token(found[1])) : value
    }
    if (Array.isArray(value)) return value.map(themed)
    if (value && typeof value === 'object') {
      return Object.keys(value).reduce(function (copy, key) { copy[key] = themed(value[key]); return copy }, {})
    }
    return value
  }

  function layoutFor(figure, width) {
    var layout = themed(figure.layout), line = token('--koers-chart-grid'), text = token('--basis-color-default-color-default')
    var narrow = width < 480
    layout.font = { family: style.fontFamily, size: 13, color: text }
    layout.paper_bgcolor = layout.plot_bgcolor = token('--koers-chart-paper')
    layout.separators = document.documentElement.lang === 'nl' ? ',.' : '.,'
    layout.dragmode = false
    layout.hoverlabel = { font: { family: style.fontFamily, size: 13 } }
    ;['xaxis', 'yaxis'].forEach(function (name) {
      layout[name] = Object.assign({ gridcolor: line, zerolinecolor: token('--basis-color-default-border-default'), linecolor: token('--basis-color-default-border-subtle'), tickcolor: token('--basis-color-default-border-subtle'), fixedrange: true }, layout[name])
    })
    layout.transition = { duration: calm ? 0 : 200 }
    if (narrow && layout.xaxis.type !== 'category') layout.xaxis.nticks = 5
    return layout
  }

  function draw(canvas) {
    var source = document.getElementById(canvas.getAttribute('data-chart'))
    if (!source) return
    var figure = JSON.parse(source.textContent)
    var config = {
      responsive: true,
      displayModeBar: false,
      displaylogo: false,
      showSendToCloud: false,
      plotlyServerURL: '',
      locale: document.documentElement.lang,
      scrollZoom: false,
      doubleClick: false
    }
    Plotly.newPlot(canvas, themed(figure.data), layoutFor(figure, canvas.clientWidth), config)
      .then(function () { canvas.setAttribute('data-drawn', '') })
  }

  // plotly reads some tags in a text as markup.
  function plain(text) { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') }

  function save(canvas) {
    // A saved picture leaves the page: it takes its title, its date and where it came from along.
    var frame = canvas.closest('.koers-chart')
    var words = [frame.querySelector('.koers-chart__title').textContent.trim()]
    var when = frame.querySelector('.koers-chart__meta')
    var origin = [when ? when.textContent.replace(/\s+/g, ' ').trim() : '', document.title, location.host]
    var layout = Object.assign({}, canvas.layout, {
      title: { text: plain(words[0]), subtitle: { text: plain(origin.filter(Boolean).join(' · ')) }, x: 0.02, xanchor: 'left', y: 0.96, yanchor: 'top', yref: 'container' },
      margin: Object.assign({}, canvas.layout.margin, { t: 150 })
    })
    Plotly.toImage({ data: canvas.data, layout: layout }, { format: 'png', width: 1200, height: 680, scale: 2 }).then(function (address) {
      var link = document.createElement('a')
      link.href = address
      link.download = canvas.getAttribute('data-file') + '.png'
      document.body.appendChild(link)
      link.click()
      link.remove()
    })
  }

  // Paper is narrower than the window: draw for it, and draw for the window again afterwards.
  function fit(size) {
    canvases.forEach(function (canvas) {
      if (canvas.hasAttribute('data-drawn')) Plotly.relayout(canvas, size)
    })
  }
  window.addEventListener('beforeprint', function () { fit({ width: 620, height: 280 }) })
  window.addEventListener('afterprint', function () { fit({ width: null, height: 320, autosize: true }) })

  canvases.forEach(draw)
  document.querySelectorAll('[data-chart-png]').forEach(function (button) {
    button.hidden = false
    button.addEventListener('click', function () {
      var canvas = document.getElementById(button.getAttribute('data-chart-png'))
      if (canvas) save(canvas)
    })
  })
})()
