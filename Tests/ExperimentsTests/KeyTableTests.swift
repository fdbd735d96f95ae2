import Chance
import Experiments
import XCTest

/// Held against Swift's own dictionary, over random steps.
final class KeyTableTests: XCTestCase {
    func test_itHoldsWhatADictionaryHolds_overRandomSteps() {
        for seed in UInt64(1)...40 {
            var dice = Generator(Key(seed: seed))
            var table = KeyTable<Int>(capacity: 4)
            var model: [UInt64: Int] = [:]
            for step in 0..<3000 {
                // Few keys, and of those many that begin at the same place, wrap round the end, or
                // stand in the way of others.
                let bits = UInt64(dice.below(48)) | UInt64(dice.below(4)) << 40
                if dice.happens(0.55) {
                    table.set(Key(bits: bits), step)
                    model[bits] = step
                } else {
                    table.remove(Key(bits: bits))
                    model[bits] = nil
                }
                XCTAssertEqual(table.count, model.count, "seed \(seed), step \(step)")
            }
            for low in UInt64(0)..<48 {
                for high in UInt64(0)..<4 {
                    let bits = low | high << 40
                    XCTAssertEqual(table[Key(bits: bits)], model[bits], "seed \(seed), \(bits)")
                }
            }
        }
    }

    func test_whatWasNeverThereIsNotFound() {
        var table = KeyTable<Int>()
        XCTAssertNil(table[Key(bits: 0)])
        table.remove(Key(bits: 7))
        table.set(Key(bits: 0), 1)
        XCTAssertEqual(table[Key(bits: 0)], 1)
        XCTAssertEqual(table.count, 1)
    }
}
