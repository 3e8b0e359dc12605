using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ObjectStore.Extents.Devices;

/// <summary>The system calls that .NET's file classes do not offer. Linux with a 64-bit off_t.</summary>
internal static unsafe partial class Libc
{
    public const int ErrorInterrupted = 4;
    public const int ErrorIo = 5;
    public const int ErrorAgain = 11;
    public const int ErrorInvalid = 22;
    public const int ErrorFileTableFull = 23;
    public const int ErrorTooManyFiles = 24;
    public const int ErrorNoSpace = 28;
    public const int ErrorNotSupported = 95;
    public const int ErrorQuota = 122;

    public const int OpenReadOnly = 0;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenTruncate = 0x200;
    public const int OpenCloseOnExec = 0x80000;

    public const int ReadNoWait = 8;
    public const int AdviseWillNeed = 3;
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    private const string Library = "libc";

    /// <summary>O_DIRECT and O_DIRECTORY differ between processor families.</summary>
    public static int OpenDirect => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000;

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "pwritev", SetLastError = true)]
    public static partial nint WriteVector(SafeFileHandle file, IoVector* vectors, int count, long offset);

    [LibraryImport(Library, EntryPoint = "preadv2", SetLastError = true)]
    public static partial nint ReadVector(SafeFileHandle file, IoVector* vectors, int count, long offset, int flags);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(SafeFileHandle file, long length);

    /// <summary>Returns the error number; does not set errno.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    public static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }
}
