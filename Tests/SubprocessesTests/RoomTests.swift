import XCTest

final class SubprocessesRoomTests: XCTestCase {}
