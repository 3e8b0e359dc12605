namespace ObjectStore.Index.Catalog;

/// <summary>The catalog row of a bucket.</summary>
/// <param name="Bucket">What everybody sees.</param>
/// <param name="State">What may happen in it.</param>
/// <param name="Generation">Grows with every change of the state.</param>
/// <param name="ChangedAt">When the state changed; says only whether a deletion looks abandoned.</param>
/// <param name="Databases">Names of the databases that may hold a fence.</param>
internal sealed record BucketRow(BucketRecord Bucket, BucketState State, ulong Generation, DateTimeOffset ChangedAt, IReadOnlyList<string> Databases)
{
    /// <summary>Grows with every change of the rules; 0 when they were never set.</summary>
    public ulong RulesGeneration { get; init; }
}
