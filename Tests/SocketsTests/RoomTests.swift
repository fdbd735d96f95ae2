import XCTest

final class SocketsRoomTests: XCTestCase {}
