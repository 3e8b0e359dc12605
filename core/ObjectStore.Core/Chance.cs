using System.Security.Cryptography;

namespace ObjectStore.Core;

/// <summary>Where all chance of the store comes from: identities, choices between equals, jitter. Thread-safe.</summary>
/// <remarks>
/// One place, so that a simulation can replay a run: on a thread that it has scripted, everything comes from its seed. Keys, nonces of certificates and other
/// secrets do not come from here.
/// </remarks>
public static class Chance
{
    [ThreadStatic]
    private static Random? _script;

    /// <summary>Numbers that need not be unpredictable. Not to be kept: ask again for each use.</summary>
    public static Random Random => _script ?? Random.Shared;

    /// <summary>Fills <paramref name="destination"/> with bytes that nobody can predict, as identities ask for that must never meet.</summary>
    public static void Fill(Span<byte> destination)
    {
        if (_script is { } script) script.NextBytes(destination);
        else RandomNumberGenerator.Fill(destination);
    }

    /// <summary>64 such bits.</summary>
    public static ulong NextBits()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    /// <summary>Takes all chance on this thread from <paramref name="script"/> from now on; null gives it back to chance. Only simulations do.</summary>
    internal static void Script(Random? script) => _script = script;
}
