using System.Runtime.InteropServices;

namespace ObjectStore.Extents.Tests.Model;

/// <summary>A payload, told by its length and a seed that all its bytes follow from.</summary>
internal sealed record ModelContent(int Length, ulong Seed)
{
    public void Fill(Span<byte> destination)
    {
        var state = Seed | 1;
        var words = MemoryMarshal.Cast<byte, ulong>(destination);
        for (var i = 0; i < words.Length; i++) words[i] = Next(ref state);
        for (var i = words.Length * sizeof(ulong); i < destination.Length; i++) destination[i] = (byte)Next(ref state);
    }

    public bool Matches(ReadOnlySpan<byte> bytes, int offset)
    {
        var all = new byte[Length];
        Fill(all);
        return all.AsSpan(offset, bytes.Length).SequenceEqual(bytes);
    }

    private static ulong Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state;
    }
}
