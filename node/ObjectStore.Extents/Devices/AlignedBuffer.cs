using System.Buffers;
using System.Runtime.InteropServices;

namespace ObjectStore.Extents.Devices;

/// <summary>
/// Memory outside the managed heap whose address is a multiple of 4096, as direct I/O asks for. Its content is undefined at first. Its maker disposes it once.
/// </summary>
internal sealed unsafe class AlignedBuffer : MemoryManager<byte>
{
    public const int Alignment = 4096;

    private readonly int _length;
    private byte* _base;

    public AlignedBuffer(int length)
    {
        _length = length;
        _base = (byte*)NativeMemory.AlignedAlloc((nuint)length, Alignment);
    }

    public override Span<byte> GetSpan() => new(_base, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_base + elementIndex);

    public override void Unpin()
    {
    }

    /// <summary>Pins <paramref name="memory"/> when direct I/O may take it as it is; the caller disposes the pin. False, and no pin, when it may not.</summary>
    public static bool TryPin(ReadOnlyMemory<byte> memory, out MemoryHandle pin)
    {
        pin = default;
        if (memory.Length % Alignment != 0) return false;
        pin = memory.Pin();
        if ((nuint)pin.Pointer % Alignment == 0) return true;
        pin.Dispose();
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (_base == null) return;
        NativeMemory.AlignedFree(_base);
        _base = null;
    }
}
