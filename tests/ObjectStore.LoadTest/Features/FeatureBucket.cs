namespace ObjectStore.LoadTest.Features;

/// <summary>A bucket that is set up in one way, whose cost is compared with that of a plain one.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Name">Name of the bucket.</param>
/// <param name="Subresource">Which of its configurations is put once, or null for none.</param>
/// <param name="Document">The configuration.</param>
internal sealed record FeatureBucket(string Title, string Name, string? Subresource, string Document)
{
    private const int StatementCount = 100;

    /// <summary>The buckets, the plain one first.</summary>
    public static IReadOnlyList<FeatureBucket> All { get; } =
    [
        new("plain", "plain", null, ""),
        new("versions", "versions", "versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
        new(
            "SSE-S3", "encrypted", "encryption",
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"),
        new($"policy of {StatementCount} statements", "policy", "policy", Policy("policy")),
    ];

    private static string Policy(string bucket)
    {
        var statements = Enumerable.Range(0, StatementCount).Select(number =>
            $$"""{"Sid":"S{{number}}","Effect":"Deny","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::{{bucket}}/closed-{{number}}/*"}""");
        return $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";
    }
}
