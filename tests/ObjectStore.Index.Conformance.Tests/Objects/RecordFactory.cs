using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Conformance.Objects;

/// <summary>Random but valid records, from a seed.</summary>
internal sealed class RecordFactory(Random random)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private ulong _writes;

    public ObjectRecord Object()
    {
        var runs = Runs();
        return new ObjectRecord
        {
            Size = runs.Sum(run => run.Bytes),
            ETag = ETag() + (random.Next(5) == 0 ? "-7" : ""),
            LastModified = Time(),
            OwnerId = random.Next(2) == 0 ? "owner" : "ünother",
            StorageClass = random.Next(4) == 0 ? "REDUCED_REDUNDANCY" : null,
            Metadata = [.. Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create($"x-amz-meta-{i}", $"välue {random.Next()}"))],
            Checksum = Checksum(),
            Runs = runs,
        };
    }

    public UploadRecord Upload() => new()
    {
        Id = new UploadId(((UInt128)(ulong)random.NextInt64() << 64) | (ulong)random.NextInt64()),
        InitiatedAt = Time(),
        OwnerId = "owner",
        StorageClass = random.Next(4) == 0 ? "STANDARD_IA" : null,
        Metadata = [KeyValuePair.Create("content-type", "text/plain")],
        ChecksumAlgorithm = (byte)random.Next(6),
        ChecksumIsComposite = random.Next(2) == 0,
    };

    public PartRecord Part(int number)
    {
        var runs = Runs();
        return new PartRecord { PartNumber = number, Size = runs.Sum(run => run.Bytes), ETag = ETag(), LastModified = Time(), Checksum = Checksum(), Runs = runs };
    }

    /// <summary>The record that completes an upload with these parts.</summary>
    public ObjectRecord Completed(UploadId upload, IReadOnlyList<PartRecord> parts) => Object() with
    {
        Size = parts.Sum(part => part.Size),
        ETag = ETag() + $"-{parts.Count}",
        Runs = [],
        Upload = upload,
        Parts = [.. parts.Select(part => new PartSpan((ushort)part.PartNumber, 1, part.Size))],
    };

    /// <summary>As many bytes as the runs hold, in stripes of others.</summary>
    public IReadOnlyList<StripeRun> Copied(IReadOnlyList<StripeRun> runs) =>
        [.. runs.Select(run => run with { First = new StripeId((ulong)random.NextInt64(), ++_writes << 32), Group = new PlacementGroupId((uint)random.Next(1000)) })];

    public string ETag() => string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64():x16}{random.NextInt64():x16}");

    private DateTimeOffset Time() => Start.AddMilliseconds(random.Next());

    private StoredChecksum? Checksum()
    {
        if (random.Next(2) == 0) return null;
        var value = new byte[random.Next(4, 33)];
        random.NextBytes(value);
        return new StoredChecksum((byte)random.Next(1, 6), random.Next(2) == 0, value);
    }

    private StripeRun[] Runs()
    {
        var id = new StripeId((ulong)random.NextInt64(), ++_writes << 32);
        var runs = new StripeRun[random.Next(4)];
        for (var i = 0; i < runs.Length; i++)
        {
            var stripeBytes = random.Next(1, 4 << 20);
            var profile = random.Next(3) == 0 ? ErasureProfile.Replicated : new ErasureProfile(4, 2);
            runs[i] = new StripeRun(id, new PlacementGroupId((uint)random.Next(1000)), profile, random.Next(1, 9), stripeBytes, random.Next(1, stripeBytes + 1));
            id = random.Next(4) == 0 ? new StripeId((ulong)random.NextInt64(), ++_writes << 32) : id.Plus(runs[i].StripeCount);
        }

        return runs;
    }
}
