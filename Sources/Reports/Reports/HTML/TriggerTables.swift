import Scoring
import Timebase

/// The map of triggers as a table a load, in the page's own colours.
struct TriggerTables {
    let map: TriggerMap

    var html: String {
        let keys = MapPicture.legend.map { ink, name in
            "<li><span class=\"swatch ink-\(ink.rawValue)\"></span>\(name)</li>"
        }
        let tables = map.loads.indices.map(table)
        let axes = map.length == nil ? "" : "; a column for each length of the fault"
        return "<div class=\"map\">\n<p class=\"note\">\(MapPicture.note)\(axes)</p>\n"
            + "<ul class=\"keys\">\(keys.joined())</ul>\n"
            + "<div class=\"panels\">\n\(tables.joined())</div>\n</div>\n"
    }

    private func table(_ load: Int) -> String {
        let corner = map.sizes.count > 1 ? "strength" : ""
        let head = map.lengths.indices.map { place in
            "<th scope=\"col\">\(MapPicture.label(ofLength: place, in: map))</th>"
        }
        // The strongest stands at the top.
        let rows = map.sizes.indices.reversed().map { size in
            let name = map.sizes.count > 1 ? MapPicture.label(ofSize: size, in: map) : ""
            let cells = map.lengths.indices.map { length in
                let cell = map.cell(load: load, size: size, length: length)
                return "<td class=\"ink-\(cell.ink.rawValue)\">\(cell.label)</td>"
            }
            return "<tr><th scope=\"row\">\(name)</th>\(cells.joined())</tr>\n"
        }
        return "<table><caption>\(Quantity.percent(map.loads[load])) of the load</caption>\n"
            + "<thead><tr><td>\(corner)</td>\(head.joined())</tr></thead>\n"
            + "<tbody>\n\(rows.joined())</tbody></table>\n"
    }
}
