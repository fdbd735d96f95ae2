import Console

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

exit(Console.run(Array(CommandLine.arguments.dropFirst())))
