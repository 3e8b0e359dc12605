using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Finds the hottest prefixes in sampled requests.</summary>
/// <remarks>
/// The samples in order are a tree of common prefixes. A prefix is named when what its named descendants leave of its load is at least
/// <see cref="ShareMin"/> of the whole (hierarchical heavy hitters; Cormode, Korn, Muthukrishnan, Srivastava, 2003): the longest prefixes that say where the load
/// is, and for load that is spread the prefix under which it is spread. A place inside of a character is none to name: its load counts for the prefix that ends before the character.
/// </remarks>
public static class HotPrefixFinder
{
    /// <summary>Part of the load from which on a prefix is named.</summary>
    public const double ShareMin = 0.1;

    /// <param name="samples">Samples of the requests, in any order.</param>
    /// <param name="requestsPerSecond">The rate that the samples stand for.</param>
    /// <returns>At most 1 / <see cref="ShareMin"/> prefixes, hottest first.</returns>
    public static IReadOnlyList<HotPrefix> Find(IReadOnlyList<HeatSample> samples, double requestsPerSecond)
    {
        HeatSample[] ordered = [.. samples.Where(static sample => sample.Position.Length >= Positions.BucketBytes).OrderBy(static sample => sample.Position, Positions.Order)];
        if (ordered.Length == 0) return [];
        var total = ordered.Sum(static sample => (double)sample.Weight);
        var found = new List<HotPrefix>();
        Visit(ordered, -1, new Search(total, requestsPerSecond, found));
        return [.. found.OrderByDescending(static prefix => prefix.Share)];
    }

    /// <summary>What two positions have in common, whole characters only; the bucket at least.</summary>
    internal static ReadOnlyMemory<byte> CommonPrefix(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> last)
    {
        var length = first.Span.CommonPrefixLength(last.Span);
        // A byte of the form 10xxxxxx continues a character of UTF-8.
        while (length > Positions.BucketBytes && length < first.Length && (first.Span[length] & 0xC0) == 0x80) length--;
        return first[..Math.Max(length, Positions.BucketBytes)];
    }

    /// <summary>Names what is hot among samples with a beginning in common. A name is longer than the beginning that those around them have in common, so that none comes twice.</summary>
    /// <returns>Weights, of all and of writes, that are named.</returns>
    private static (double All, double Writes) Visit(ReadOnlySpan<HeatSample> samples, int parentLength, Search search)
    {
        var (all, writes) = Weigh(samples);
        if (all < ShareMin * search.Total) return default;
        var (first, last) = (samples[0].Position, samples[^1].Position);
        var length = first.Span.CommonPrefixLength(last.Span);
        var isKey = length == last.Length;
        var named = isKey ? default : VisitChildren(samples, length, search);
        var (ownAll, ownWrites) = (all - named.All, writes - named.Writes);
        if (ownAll < ShareMin * search.Total || length < Positions.BucketBytes) return named;
        var prefix = isKey ? first : CommonPrefix(first, last);
        if (!isKey && prefix.Length <= parentLength) return named;
        var bucket = new BucketId(BinaryPrimitives.ReadUInt64BigEndian(prefix.Span));
        var share = ownAll / search.Total;
        search.Found.Add(new HotPrefix(bucket, prefix[Positions.BucketBytes..], isKey, share * search.RequestsPerSecond, share, ownWrites / ownAll));
        return (all, writes);
    }

    /// <summary>Visits the runs of samples that have the next byte in common too.</summary>
    private static (double All, double Writes) VisitChildren(ReadOnlySpan<HeatSample> samples, int length, Search search)
    {
        var (all, writes) = (0.0, 0.0);
        for (var begin = 0; begin < samples.Length;)
        {
            var next = ByteAt(samples[begin], length);
            var end = begin + 1;
            while (end < samples.Length && ByteAt(samples[end], length) == next) end++;
            var named = Visit(samples[begin..end], length, search);
            all += named.All;
            writes += named.Writes;
            begin = end;
        }

        return (all, writes);
    }

    private static int ByteAt(HeatSample sample, int index) => index < sample.Position.Length ? sample.Position.Span[index] : -1;

    private static (double All, double Writes) Weigh(ReadOnlySpan<HeatSample> samples)
    {
        var (all, writes) = (0.0, 0.0);
        foreach (var sample in samples)
        {
            all += sample.Weight;
            if (sample.Kind == HeatKind.Write) writes += sample.Weight;
        }

        return (all, writes);
    }

    private sealed record Search(double Total, double RequestsPerSecond, List<HotPrefix> Found);
}
