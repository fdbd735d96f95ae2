import XCTest

final class LiveRoomTests: XCTestCase {}
