using System.Runtime.InteropServices;

namespace ObjectStore.LoadTest.Engine;

/// <summary>The system calls of the load loop. Linux only.</summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>Add a descriptor to an epoll set.</summary>
    public const int EpollControlAdd = 1;

    /// <summary>Readable, writable, and edge-triggered.</summary>
    public const uint EpollInOutEdge = 0x1 | 0x4 | 0x80000000;

    /// <summary>Discards what it receives (TCP), so that answers cost the client no copy.</summary>
    public const int MessageTruncate = 0x20;

    /// <summary>Do not raise SIGPIPE.</summary>
    public const int MessageNoSignal = 0x4000;

    /// <summary>The call would block.</summary>
    public const int ErrorAgain = 11;

    /// <summary>A signal came in between.</summary>
    public const int ErrorInterrupted = 4;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* readiness);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int EpollWait(int epoll, byte* readiness, int countMax, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Receive(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FlushData(int descriptor);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Segment
    {
        /// <summary>Start of the bytes.</summary>
        public byte* Address;

        /// <summary>Count of bytes.</summary>
        public nint Length;
    }

    /// <summary><c>struct msghdr</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        private readonly nint _name;
        private readonly nint _nameLength;

        /// <summary>What is sent.</summary>
        public Segment* Segments;

        /// <summary>How many segments.</summary>
        public nint SegmentCount;

        private readonly nint _control;
        private readonly nint _controlLength;
        private readonly nint _flags;
    }
}
