import XCTest

final class ExperimentsRoomTests: XCTestCase {}
