namespace ObjectStore.Cli.Transfer;

/// <summary>An object in S3, as <c>s3://BUCKET/KEY</c> names it.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
internal sealed record S3Location(string Bucket, string Key)
{
    private const string Scheme = "s3://";

    /// <summary>Whether the text means S3, rightly written or not.</summary>
    public static bool IsMeant(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <exception cref="CliException">Bucket or key is missing.</exception>
    public static S3Location Parse(string text)
    {
        var rest = text[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < rest.Length - 1
            ? new S3Location(rest[..slash], rest[(slash + 1)..])
            : throw new CliException(ExitCode.Usage, $"'{text}' is not s3://BUCKET/KEY.");
    }
}
