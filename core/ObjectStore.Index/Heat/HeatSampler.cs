using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ObjectStore.Core;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Heat;

/// <summary>A bounded uniform sample of the requests of an interval. Thread-safe.</summary>
/// <remarks>
/// Every request draws a ticket, a hash of its number; it is kept when the bits under the mask are zero. When the sample is full the mask grows by a bit and
/// half of the sample goes, so that at any time each request so far had the same chance. A request that is not kept costs the hash and one comparison; only
/// about 64 + 32 log2(requests / 64) requests of an interval take the lock and allocate.
/// Invariants: at most <see cref="PartitionHeat.SamplesMax"/> samples; the ticket of each has no bit under the mask.
/// </remarks>
internal sealed class HeatSampler
{
    private readonly Lock _lock = new();
    private readonly List<(ulong Ticket, HeatKind Kind, byte[] Position)> _kept = [];
    private ulong _mask;
    private ulong _salt = NewSalt();

    /// <param name="kind">What the request did.</param>
    /// <param name="number">Number of the request among those of its kind in the interval.</param>
    /// <param name="bucket">Bucket of the key.</param>
    /// <param name="key">The object key, copied when it is kept.</param>
    public void Offer(HeatKind kind, long number, BucketId bucket, ReadOnlySpan<byte> key)
    {
        var ticket = Mix((((ulong)number << 1) | (ulong)kind) ^ Volatile.Read(ref _salt));
        if ((ticket & Volatile.Read(ref _mask)) == 0) Keep(ticket, kind, bucket, key);
    }

    /// <summary>Ends the interval.</summary>
    /// <returns>The sample, ascending by position, weighted so that its reads, and its writes, add up to the given numbers of requests, if it has any of them.</returns>
    public HeatSample[] Take(long reads, long writes)
    {
        (ulong Ticket, HeatKind Kind, byte[] Position)[] kept;
        lock (_lock)
        {
            kept = [.. _kept];
            _kept.Clear();
            Volatile.Write(ref _mask, 0);
            Volatile.Write(ref _salt, NewSalt());
        }

        Array.Sort(kept, static (x, y) => x.Position.AsSpan().SequenceCompareTo(y.Position));
        var samples = new HeatSample[kept.Length];
        Weigh(kept, HeatKind.Read, reads, samples);
        Weigh(kept, HeatKind.Write, writes, samples);
        return samples;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(ulong ticket, HeatKind kind, BucketId bucket, ReadOnlySpan<byte> key)
    {
        var position = new byte[sizeof(ulong) + key.Length];
        BinaryPrimitives.WriteUInt64BigEndian(position, bucket.Value);
        key.CopyTo(position.AsSpan(sizeof(ulong)));
        lock (_lock)
        {
            while (_kept.Count == PartitionHeat.SamplesMax)
            {
                var mask = (_mask << 1) | 1;
                _kept.RemoveAll(sample => (sample.Ticket & mask) != 0);
                Volatile.Write(ref _mask, mask);
            }

            if ((ticket & _mask) == 0) _kept.Add((ticket, kind, position));
        }
    }

    /// <summary>Spreads the requests of a kind evenly over its samples.</summary>
    private static void Weigh((ulong Ticket, HeatKind Kind, byte[] Position)[] kept, HeatKind kind, long requests, HeatSample[] samples)
    {
        var count = kept.LongCount(sample => sample.Kind == kind);
        var given = 0L;
        var index = 0L;
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i].Kind != kind) continue;
            // The division comes last so that the remainders are spread too. A request that is counted a moment after its sample leaves a weight of 1.
            var until = (long)((Int128)requests * ++index / count);
            samples[i] = new HeatSample(kept[i].Position, kind, Math.Max(1, until - given));
            given = until;
        }
    }

    private static ulong NewSalt() => (ulong)Chance.Random.NextInt64();

    /// <summary>SplitMix64's finisher (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
