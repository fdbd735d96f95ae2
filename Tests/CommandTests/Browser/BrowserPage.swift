import Foundation
import XCTest

/// A page in a browser, as one who looks at it and uses mouse and keyboard.
struct BrowserPage {
    let browser: Browser
    private let session: String

    struct Look {
        var width = 1280
        var height = 900
        var isDark = false
        var hasScript = true
    }

    /// Opens a file and waits until its script, if it may run, has done its work.
    init(_ file: URL, in browser: Browser, _ look: Look = Look()) throws {
        self.browser = browser
        let made = try browser.send("Target.createTarget", ["url": "about:blank"])
        let attached = try browser.send(
            "Target.attachToTarget", ["targetId": made["targetId"] ?? "", "flatten": true])
        session = try XCTUnwrap(attached["sessionId"] as? String)
        for domain in ["Page", "Runtime", "Log", "Network"] { try send("\(domain).enable") }
        try send(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": look.width, "height": look.height, "deviceScaleFactor": 1,
                "mobile": look.width < 600,
            ])
        let scheme = ["name": "prefers-color-scheme", "value": look.isDark ? "dark" : "light"]
        try send("Emulation.setEmulatedMedia", ["features": [scheme]])
        try send("Emulation.setScriptExecutionDisabled", ["value": !look.hasScript])
        try send("Page.navigate", ["url": file.absoluteString])
        let ready = look.hasScript ? " && document.documentElement.dataset.ready === 'true'" : ""
        try wait("location.protocol === 'file:' && document.readyState === 'complete'\(ready)")
    }

    @discardableResult
    private func send(
        _ method: String, _ parameters: [String: Any] = [:]
    ) throws -> [String: Any] {
        try browser.send(method, parameters, to: session)
    }

    /// The value of an expression in the page.
    @discardableResult
    func value(_ expression: String) throws -> Any? {
        let answer = try send(
            "Runtime.evaluate",
            ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let thrown = answer["exceptionDetails"] {
            throw Browser.Problem(description: "\(expression): \(thrown)")
        }
        return (answer["result"] as? [String: Any])?["value"]
    }

    func text(_ expression: String) throws -> String { try value(expression) as? String ?? "" }
    func number(_ expression: String) throws -> Double { try value(expression) as? Double ?? .nan }
    func isTrue(_ expression: String) throws -> Bool { try value(expression) as? Bool ?? false }

    /// Waits until an expression is true, a frame at a time.
    func wait(
        _ expression: String, file: StaticString = #filePath, line: UInt = #line
    ) throws {
        let end = Date(timeIntervalSinceNow: 60)
        while try !isTrue(expression) {
            guard Date() < end else {
                return XCTFail("never came true: \(expression)", file: file, line: line)
            }
        }
    }

    enum Mouse: String {
        case moved = "mouseMoved"
        case down = "mousePressed"
        case up = "mouseReleased"
    }

    func mouse(_ what: Mouse, _ x: Double, _ y: Double, clicks: Int = 1) throws {
        var event: [String: Any] = ["type": what.rawValue, "x": x, "y": y]
        if what != .moved { event.merge(["button": "left", "clickCount": clicks]) { $1 } }
        try send("Input.dispatchMouseEvent", event)
    }

    func wheel(_ x: Double, _ y: Double, by delta: Double) throws {
        try send(
            "Input.dispatchMouseEvent",
            ["type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": delta])
    }

    func key(_ key: String) throws {
        for type in ["keyDown", "keyUp"] {
            try send("Input.dispatchKeyEvent", ["type": type, "key": key, "code": key])
        }
    }

    /// Brings an element into view and clicks into its middle.
    func click(_ element: String) throws {
        let box = try box(element)
        try mouse(.moved, box.x + box.width / 2, box.y + box.height / 2)
        try mouse(.down, box.x + box.width / 2, box.y + box.height / 2)
        try mouse(.up, box.x + box.width / 2, box.y + box.height / 2)
    }

    /// Where an element is, once it is in view.
    func box(_ element: String) throws -> (x: Double, y: Double, width: Double, height: Double) {
        let text = try text(
            "(() => { const e = \(element); "
                + "e.scrollIntoView({block: 'center', behavior: 'instant'}); "
                + "const b = e.getBoundingClientRect(); "
                + "return [b.x, b.y, b.width, b.height].join(' '); })()")
        let numbers = text.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 4 else { throw Browser.Problem(description: "no box of \(element)") }
        return (numbers[0], numbers[1], numbers[2], numbers[3])
    }

    /// What the page complained about, and what it asked for besides itself.
    var complaints: [String] {
        browser.events.compactMap { event in
            guard event["sessionId"] as? String == session else { return nil }
            let parameters = event["params"] as? [String: Any] ?? [:]
            switch event["method"] as? String {
            case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
                return "\(parameters)"
            case "Network.requestWillBeSent":
                let request = parameters["request"] as? [String: Any]
                let url = request?["url"] as? String ?? ""
                return url.hasPrefix("file:") || url.hasPrefix("data:") ? nil : "asked for \(url)"
            default: return nil
            }
        }
    }

    /// Saves a picture of what is in view in the folder that CHAOS_SCREENSHOTS names, if any.
    func screenshot(_ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["CHAOS_SCREENSHOTS"] else { return }
        let data = try send("Page.captureScreenshot")["data"] as? String ?? ""
        try Data(base64Encoded: data)?.write(to: URL(filePath: folder).appending(path: name))
    }
}
