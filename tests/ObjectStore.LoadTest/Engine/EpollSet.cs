using System.Runtime.InteropServices;

namespace ObjectStore.LoadTest.Engine;

/// <summary>A set of sockets that tells which are ready. Not thread-safe.</summary>
internal sealed unsafe class EpollSet : IDisposable
{
    private const int ReadyCountMax = 256;

    // struct epoll_event is packed on x86-64 and padded elsewhere.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TokenOffset = Stride - 8;

    private readonly byte* _ready = (byte*)NativeMemory.AllocZeroed((nuint)(ReadyCountMax * Stride));
    private readonly int _descriptor = NativeMethods.EpollCreate(0);

    /// <summary>Adds a socket. Closing it takes it out.</summary>
    public void Add(int socket, int token)
    {
        var readiness = stackalloc byte[16];
        *(uint*)readiness = NativeMethods.EpollInOutEdge;
        *(long*)(readiness + TokenOffset) = token;
        if (NativeMethods.EpollControl(_descriptor, NativeMethods.EpollControlAdd, socket, readiness) != 0)
            throw new IOException($"epoll_ctl failed with {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Waits and returns how many sockets are ready.</summary>
    public int Wait(int timeoutMs) => Math.Max(0, NativeMethods.EpollWait(_descriptor, _ready, ReadyCountMax, timeoutMs));

    /// <summary>The token of a ready socket.</summary>
    public int TokenAt(int index) => (int)*(long*)(_ready + (index * Stride) + TokenOffset);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMethods.Close(_descriptor);
        NativeMemory.Free(_ready);
    }
}
