import XCTest

final class HTTPWireRoomTests: XCTestCase {}
