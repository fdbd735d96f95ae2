import Foundation
import Glibc
import XCTest

/// A terminal without a screen: what a program draws on it is read here.
final class PseudoTerminal {
    private let master: Int32
    /// The side that a program takes for its terminal.
    let handle: FileHandle

    /// TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), which Swift's Glibc module lacks.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    struct Problem: Error { let number: Int32 }

    init(columns: Int, rows: Int) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number) = (Int32(0), UInt32(0))
        guard master >= 0, ioctl(master, Self.setLock, &isLocked) == 0,
            ioctl(master, Self.getNumber, &number) == 0
        else { throw Problem(number: errno) }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw Problem(number: errno) }
        handle = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        try resize(columns: columns, rows: rows)
    }

    func resize(columns: Int, rows: Int) throws {
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard ioctl(handle.fileDescriptor, UInt(TIOCSWINSZ), &size) == 0 else {
            throw Problem(number: errno)
        }
    }

    deinit { close(master) }

    /// What was drawn since it was last read, after waiting for some of it.
    ///
    /// - Returns: nothing when nothing came for so long.
    func read(within seconds: Double) -> [UInt8] {
        var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, Int32(seconds * 1000)) > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(master, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
