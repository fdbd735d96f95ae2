import XCTest

final class FaultProxiesRoomTests: XCTestCase {}
