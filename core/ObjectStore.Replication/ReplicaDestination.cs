using System.Buffers;

namespace ObjectStore.Replication;

/// <summary>A bucket at a target, as rows and configurations name it.</summary>
/// <param name="Target">Name of the target in the settings of the curator.</param>
/// <param name="Bucket">Name of the bucket there.</param>
public readonly record struct ReplicaDestination(string Target, string Bucket)
{
    /// <summary>The target of ARNs that name none.</summary>
    public const string DefaultTarget = "default";

    /// <summary>Longest name of a target.</summary>
    public const int TargetLengthMax = 80;

    private const string OwnPrefix = "arn:objectstore:s3:::";
    private const string AwsPrefix = "arn:aws:s3:::";
    private const int BucketLengthMax = 255;

    private static readonly SearchValues<char> TargetCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Whether a target may have this name: letters, digits, hyphens and underscores.</summary>
    public static bool IsTarget(string name) => name.Length is > 0 and <= TargetLengthMax && !name.AsSpan().ContainsAnyExcept(TargetCharacters);

    /// <summary>Reads <c>arn:objectstore:s3:::TARGET/BUCKET</c>, the same with <c>aws</c>, which some clients insist on, or <c>arn:aws:s3:::BUCKET</c>.</summary>
    public static bool TryParseArn(string arn, out ReplicaDestination destination)
    {
        ArgumentNullException.ThrowIfNull(arn);
        destination = default;
        if (arn.StartsWith(OwnPrefix, StringComparison.Ordinal)) return TryParse(arn[OwnPrefix.Length..], out destination);
        if (!arn.StartsWith(AwsPrefix, StringComparison.Ordinal)) return false;
        var named = arn[AwsPrefix.Length..];
        return TryParse(named.Contains('/', StringComparison.Ordinal) ? named : $"{DefaultTarget}/{named}", out destination);
    }

    /// <summary>Reads what <see cref="ToString"/> gives.</summary>
    public static bool TryParse(string text, out ReplicaDestination destination)
    {
        ArgumentNullException.ThrowIfNull(text);
        destination = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return false;
        var (target, bucket) = (text[..slash], text[(slash + 1)..]);
        if (!IsTarget(target) || bucket.Length is 0 or > BucketLengthMax || bucket.AsSpan().ContainsAnyExcept(BucketCharacters)) return false;
        destination = new ReplicaDestination(target, bucket);
        return true;
    }

    /// <summary><c>TARGET/BUCKET</c>.</summary>
    public override string ToString() => $"{Target}/{Bucket}";
}
