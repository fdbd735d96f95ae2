import Console
import XCTest

final class HelpTextTests: XCTestCase {
    func test_overviewNamesEveryCommand_thatIsReady() {
        for command in Command.all {
            XCTAssertEqual(
                HelpText.overview.contains("chaos \(command.name)"), command.isReady, command.name)
        }
    }

    func test_everyFlagHasHelp_onItsCommandsPage() {
        for command in Command.all.filter(\.isReady) {
            let page = HelpText.page(of: command)
            for flag in command.flags {
                XCTAssertTrue(page.contains(flag.synopsis), "\(command.name) \(flag.long)")
                XCTAssertTrue(page.contains(flag.help) && !flag.help.isEmpty, flag.long)
            }
        }
    }

    func test_namesAreUnique() {
        XCTAssertEqual(Set(Command.all.map(\.name)).count, Command.all.count)
        for command in Command.all {
            XCTAssertEqual(
                Set(command.flags.map(\.name)).count, command.flags.count, command.name)
        }
    }
}
