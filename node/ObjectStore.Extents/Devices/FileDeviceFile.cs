using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ObjectStore.Extents.Devices;

/// <summary>A file of the operating system: one descriptor through the page cache and, once it is asked for, one around it.</summary>
internal sealed unsafe class FileDeviceFile : IDeviceFile
{
    /// <summary>Extents beyond this are written in several calls; it only bounds the stack.</summary>
    private const int VectorsMax = IDeviceFile.BuffersMax;

    /// <summary>What Linux reads at most for one piece of advice with its default read-ahead; the rest of a longer range is ignored.</summary>
    private const int PrefetchBytes = 128 << 10;

    private readonly string _path;
    private readonly SafeFileHandle _buffered;
    private readonly Lock _directLock = new();
    private SafeFileHandle? _direct;
    private bool _disposed;

    public FileDeviceFile(string path, SafeFileHandle buffered)
    {
        _path = path;
        _buffered = buffered;
    }

    public long Length => RandomAccess.GetLength(_buffered);

    public void Allocate(long length)
    {
        if (Retry(() => Libc.Allocate(_buffered, 0, 0, length), out var error)) return;
        if (error != Libc.ErrorNotSupported) throw Failure("fallocate", error);
        if (Length < length) Truncate(length);
    }

    public void Truncate(long length)
    {
        if (!Retry(() => Libc.Truncate(_buffered, length), out var error)) throw Failure("ftruncate", error);
    }

    public void Flush()
    {
        // Not retried, not even on EINTR: an error is reported once and the pages are then taken for clean.
        if (Libc.DataSync(_buffered) != 0) throw Failure("fdatasync", Marshal.GetLastPInvokeError());
    }

    public void Write(long offset, ReadOnlySpan<ReadOnlyMemory<byte>> buffers, WriteMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buffers.Length, VectorsMax);
        var file = mode == WriteMode.Direct ? DirectHandle() ?? _buffered : _buffered;
        var vectors = stackalloc Libc.IoVector[buffers.Length];
        var pins = ArrayPool<MemoryHandle>.Shared.Rent(buffers.Length);
        try
        {
            for (var i = 0; i < buffers.Length; i++)
            {
                pins[i] = buffers[i].Pin();
                vectors[i] = new Libc.IoVector { Base = (byte*)pins[i].Pointer, Length = (nuint)buffers[i].Length };
            }

            WriteAll(file, vectors, buffers.Length, offset);
        }
        finally
        {
            for (var i = 0; i < buffers.Length; i++) pins[i].Dispose();
            ArrayPool<MemoryHandle>.Shared.Return(pins, clearArray: true);
        }
    }

    public int Read(long offset, Span<byte> first, Span<byte> second, Span<byte> third, ReadMode mode)
    {
        var file = mode == ReadMode.Direct ? DirectHandle() ?? _buffered : _buffered;
        fixed (byte* firstBase = first, secondBase = second, thirdBase = third)
        {
            var vectors = stackalloc Libc.IoVector[3];
            var count = 0;
            if (first.Length > 0) vectors[count++] = new Libc.IoVector { Base = firstBase, Length = (nuint)first.Length };
            if (second.Length > 0) vectors[count++] = new Libc.IoVector { Base = secondBase, Length = (nuint)second.Length };
            if (third.Length > 0) vectors[count++] = new Libc.IoVector { Base = thirdBase, Length = (nuint)third.Length };
            return ReadAll(file, vectors, count, offset, mode);
        }
    }

    public void Prefetch(long offset, long length)
    {
        for (var end = offset + length; offset < end && !_disposed; offset += PrefetchBytes)
            _ = Libc.Advise(_buffered, offset, Math.Min(PrefetchBytes, end - offset), Libc.AdviseWillNeed);
    }

    public void Dispose()
    {
        lock (_directLock)
        {
            _disposed = true;
            _direct?.Dispose();
            _buffered.Dispose();
        }
    }

    private int ReadAll(SafeFileHandle file, Libc.IoVector* vectors, int count, long offset, ReadMode mode)
    {
        var total = 0;
        var flags = mode == ReadMode.CachedOnly ? Libc.ReadNoWait : 0;
        while (count > 0)
        {
            var read = Libc.ReadVector(file, vectors, count, offset + total, flags);
            if (read < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == Libc.ErrorInterrupted) continue;
                if (mode == ReadMode.CachedOnly && error is Libc.ErrorAgain or Libc.ErrorNotSupported) return total;
                throw Failure("preadv2", error);
            }

            if (read == 0) break;
            total += (int)read;
            if (mode == ReadMode.CachedOnly) break;
            Advance(ref vectors, ref count, (nuint)read);
        }

        return total;
    }

    private void WriteAll(SafeFileHandle file, Libc.IoVector* vectors, int count, long offset)
    {
        while (count > 0)
        {
            var written = Libc.WriteVector(file, vectors, count, offset);
            if (written < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == Libc.ErrorInterrupted) continue;
                throw Failure("pwritev", error);
            }

            if (written == 0) throw Failure("pwritev", Libc.ErrorIo);
            offset += written;
            Advance(ref vectors, ref count, (nuint)written);
        }
    }

    private static void Advance(ref Libc.IoVector* vectors, ref int count, nuint bytes)
    {
        while (count > 0 && bytes >= vectors->Length)
        {
            bytes -= vectors->Length;
            vectors++;
            count--;
        }

        if (count == 0) return;
        vectors->Base += bytes;
        vectors->Length -= bytes;
    }

    /// <summary>Null where the file system has no O_DIRECT, or as long as too many files are open; the page cache serves then.</summary>
    private SafeFileHandle? DirectHandle()
    {
        if (_direct is { } handle) return handle.IsInvalid ? null : handle;
        lock (_directLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_direct is null)
            {
                var path = $"/proc/self/fd/{_buffered.DangerousGetHandle()}";
                var descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenDirect | Libc.OpenCloseOnExec, 0);
                var error = Marshal.GetLastPInvokeError();
                if (descriptor < 0 && error is Libc.ErrorTooManyFiles or Libc.ErrorFileTableFull) return null;
                if (descriptor < 0 && error != Libc.ErrorInvalid) throw Failure("open with O_DIRECT", error);
                _direct = new SafeFileHandle(descriptor, ownsHandle: descriptor >= 0);
            }

            return _direct.IsInvalid ? null : _direct;
        }
    }

    private static bool Retry(Func<int> call, out int error)
    {
        error = 0;
        while (call() != 0)
        {
            error = Marshal.GetLastPInvokeError();
            if (error != Libc.ErrorInterrupted) return false;
        }

        return true;
    }

    private DeviceIoException Failure(string call, int error) =>
        new($"{call} {_path}", error is Libc.ErrorNoSpace or Libc.ErrorQuota, error);
}
