/// What an instance process says to its run.
package enum Notice {
    /// It has read its scenario and listens.
    case ready
    case facts([Fact])
    /// What its meters gained in a cell and a step; −1 while the run drains.
    case reading(cell: Int32, step: Int32, Gain)
    case totals(number: Int64, [Int64])
    /// It has been idle after its drain, and ends.
    case stopped
    /// All is reported.
    case done
}
