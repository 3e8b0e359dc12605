using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>Requests spread evenly under prefixes whose shares change with time, and perhaps one hot key.</summary>
/// <param name="prefixes">In order. Keys lie evenly under each.</param>
/// <param name="keys">Number of keys, the same under each prefix.</param>
/// <param name="rate">Requests per second of a prefix at a time.</param>
internal sealed class SpreadWorkload(SimulatedPrefix[] prefixes, double keys, Func<int, TimeSpan, double> rate) : Workload
{
    private const double WriteShare = 0.3;
    private readonly double[] _ratesUpTo = new double[prefixes.Length];
    private TimeSpan? _ratesAt;

    /// <summary>Requests per second to the hot key, all of which read.</summary>
    public double HotKeyRate { get; init; }

    /// <summary>The key in the middle of the first prefix.</summary>
    public byte[] HotKey => prefixes[0].Position((ulong)(prefixes[0].Numbers / 2));

    private double KeysOfPrefix => keys / prefixes.Length;

    public override double RequestsPerSecond(TimeSpan at) => RatesUpTo(at)[^1];

    public override (HeatKind Kind, int Length) Next(Random random, TimeSpan at, Span<byte> position)
    {
        var rates = RatesUpTo(at);
        var place = random.NextDouble() * rates[^1];
        if (place < HotKeyRate) return (HeatKind.Read, prefixes[0].Write((ulong)(prefixes[0].Numbers / 2), position));
        var found = Array.BinarySearch(rates, place);
        var chosen = Math.Min(found < 0 ? ~found : found, prefixes.Length - 1);
        var kind = random.NextDouble() < WriteShare ? HeatKind.Write : HeatKind.Read;
        return (kind, prefixes[chosen].Write((ulong)random.NextInt64((long)prefixes[chosen].Numbers), position));
    }

    public override double Keys(TimeSpan at) => keys;

    public override double KeysBefore(ReadOnlySpan<byte> position, TimeSpan at)
    {
        var sum = 0.0;
        foreach (var prefix in prefixes) sum += KeysOfPrefix * prefix.NumbersBefore(position) / prefix.Numbers;
        return sum;
    }

    public override byte[] KeyAt(double rank, TimeSpan at)
    {
        var index = Math.Min(prefixes.Length - 1, (int)(rank / KeysOfPrefix));
        var fraction = Math.Min(0.999999, rank / KeysOfPrefix - index);
        return prefixes[index].Position((ulong)(fraction * prefixes[index].Numbers));
    }

    /// <summary>Rate of the hot key and of the prefixes up to each.</summary>
    private double[] RatesUpTo(TimeSpan at)
    {
        if (_ratesAt == at) return _ratesUpTo;
        var sum = HotKeyRate;
        for (var i = 0; i < prefixes.Length; i++) _ratesUpTo[i] = sum += rate(i, at);
        _ratesAt = at;
        return _ratesUpTo;
    }
}
