using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Objects;

namespace ObjectStore.Benchmarks.Index;

/// <summary>Records as a small PUT makes them.</summary>
internal static class SampleRecords
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ObjectRecord Small() => new()
    {
        Size = 4096,
        ETag = "0123456789abcdef0123456789abcdef",
        LastModified = Now,
        OwnerId = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a",
        Metadata = [KeyValuePair.Create("content-type", "application/octet-stream")],
        Runs = [new StripeRun(StripeId.New(Now), new PlacementGroupId(17), ErasureProfile.Replicated, 1, 4096, 4096)],
    };
}
