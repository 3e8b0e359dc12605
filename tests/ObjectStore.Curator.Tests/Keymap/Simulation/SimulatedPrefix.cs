using System.Buffers.Binary;
using System.Text;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>Keys of one bucket that consist of a prefix and digits; a key is a fraction of the prefix's range, and the other way round.</summary>
internal sealed class SimulatedPrefix
{
    private const string Alphabet = "0123456789abcdef";
    private readonly byte[] _prefix;
    private readonly int _radix;
    private readonly int _digits;

    /// <param name="prefix">Text before the digits.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="digits">How many digits follow.</param>
    public SimulatedPrefix(string prefix, int radix, int digits)
    {
        _prefix = new byte[sizeof(ulong) + prefix.Length];
        BinaryPrimitives.WriteUInt64BigEndian(_prefix, 1);
        Encoding.ASCII.GetBytes(prefix, _prefix.AsSpan(sizeof(ulong)));
        _radix = radix;
        _digits = digits;
        Numbers = Math.Pow(radix, digits);
    }

    /// <summary>How many keys the digits can tell apart.</summary>
    public double Numbers { get; }

    public int Length => _prefix.Length + _digits;

    /// <summary>Writes the key of a number.</summary>
    public int Write(ulong number, Span<byte> position)
    {
        _prefix.CopyTo(position);
        for (var i = Length - 1; i >= _prefix.Length; i--)
        {
            position[i] = (byte)Alphabet[(int)(number % (ulong)_radix)];
            number /= (ulong)_radix;
        }

        return Length;
    }

    public byte[] Position(ulong number)
    {
        var position = new byte[Length];
        Write(number, position);
        return position;
    }

    /// <summary>How many numbers have keys before a position.</summary>
    public double NumbersBefore(ReadOnlySpan<byte> position)
    {
        if (!position.StartsWith(_prefix)) return position.SequenceCompareTo(_prefix) < 0 ? 0 : Numbers;
        var (number, unit) = (0.0, Numbers);
        foreach (var value in position[_prefix.Length..])
        {
            var digit = Alphabet.IndexOf((char)value, StringComparison.Ordinal);
            if (digit < 0) break;
            unit /= _radix;
            number += digit * unit;
        }

        return number;
    }
}
