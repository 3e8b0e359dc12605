using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Accesses;

/// <summary>
/// The access keys of one access, as its Secret tells them: that is where they are kept, and the catalog follows. Pure.
/// </summary>
/// <param name="AccessKey">In use.</param>
/// <param name="SecretKey">Its secret.</param>
/// <param name="RotatedAt">When it was made.</param>
/// <param name="RotateMark">Value of the annotation that asks for new ones, when they were made.</param>
/// <param name="Previous">The access key before, as long as it still works.</param>
internal sealed record AccessKeys(string AccessKey, string SecretKey, DateTimeOffset RotatedAt, string RotateMark, PreviousKey? Previous)
{
    public const string AccessKeyName = "AWS_ACCESS_KEY_ID";
    public const string SecretKeyName = "AWS_SECRET_ACCESS_KEY";

    /// <summary>Asks for new keys each time its value changes.</summary>
    public const string RotateAnnotation = "objectstore.dev/rotate";

    private const string RotatedAtAnnotation = "objectstore.dev/rotated-at";
    private const string RotateMarkAnnotation = "objectstore.dev/rotated-for";
    private const string PreviousAnnotation = "objectstore.dev/previous-access-key";
    private const string PreviousEndAnnotation = "objectstore.dev/previous-expires-at";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int OwnerCharacters = 8;
    private const int RandomCharacters = 12;

    /// <summary>How all access keys of an access begin, so that those left over are found.</summary>
    public static string PrefixOf(V1Alpha1BucketAccess access)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(access.Metadata.Uid ?? ""));
        return string.Concat(hash.Take(OwnerCharacters).Select(static each => Alphabet[each % Alphabet.Length]));
    }

    /// <summary>What the Secret tells; null when there is none, or it is not whole.</summary>
    public static AccessKeys? Read(V1Secret? secret)
    {
        if (secret?.Data is not { } data || secret.Metadata.Annotations is not { } annotations) return null;
        if (!data.TryGetValue(AccessKeyName, out var accessKey) || !data.TryGetValue(SecretKeyName, out var secretKey) || accessKey.Length == 0 || secretKey.Length == 0) return null;
        if (TimeOf(annotations, RotatedAtAnnotation) is not { } rotatedAt) return null;
        var previous = annotations.GetValueOrDefault(PreviousAnnotation) is { Length: > 0 } before && TimeOf(annotations, PreviousEndAnnotation) is { } end ? new PreviousKey(before, end) : null;
        return new AccessKeys(Encoding.ASCII.GetString(accessKey), Encoding.ASCII.GetString(secretKey), rotatedAt, annotations.GetValueOrDefault(RotateMarkAnnotation) ?? "", previous);
    }

    /// <summary>The keys that should be: those that are, or new ones when there are none or the time for them has come.</summary>
    public static AccessKeys Next(V1Alpha1BucketAccess access, AccessKeys? current, DateTimeOffset now)
    {
        var mark = access.Metadata.Annotations?.GetValueOrDefault(RotateAnnotation) ?? "";
        var second = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        if (current is null || !current.AccessKey.StartsWith(PrefixOf(access), StringComparison.Ordinal)) return Make(access, second, mark, null);
        var isDue = current.RotateMark != mark || (access.Spec!.Rotation is { } rotation && now >= current.RotatedAt.AddDays(rotation.PeriodDays));
        if (isDue) return Make(access, second, mark, new PreviousKey(current.AccessKey, second.AddHours((access.Spec!.Rotation ?? new CredentialRotation { PeriodDays = 1 }).OverlapHours)));
        return current.Previous is { } previous && previous.ExpiresAt <= now ? current with { Previous = null } : current;
    }

    /// <summary>When there is something to do next; null when nothing is planned.</summary>
    public DateTimeOffset? NextChange(V1Alpha1BucketAccess access)
    {
        DateTimeOffset? due = access.Spec!.Rotation is { } rotation ? RotatedAt.AddDays(rotation.PeriodDays) : null;
        return Previous is { } previous && (due is null || previous.ExpiresAt < due) ? previous.ExpiresAt : due;
    }

    /// <summary>What the Secret remembers besides its data.</summary>
    public Dictionary<string, string> Annotations()
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [RotatedAtAnnotation] = TextOf(RotatedAt), [RotateMarkAnnotation] = RotateMark };
        if (Previous is { } previous) (annotations[PreviousAnnotation], annotations[PreviousEndAnnotation]) = (previous.AccessKey, TextOf(previous.ExpiresAt));
        return annotations;
    }

    private static AccessKeys Make(V1Alpha1BucketAccess access, DateTimeOffset now, string mark, PreviousKey? previous) =>
        new(PrefixOf(access) + RandomNumberGenerator.GetString(Alphabet, RandomCharacters), Credentials.NewSecretKey(), now, mark, previous);

    private static DateTimeOffset? TimeOf(IReadOnlyDictionary<string, string> annotations, string name) =>
        DateTimeOffset.TryParse(annotations.GetValueOrDefault(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string TextOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // The secret is not printed.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("AccessKey = ").Append(AccessKey);
        return true;
    }
}
