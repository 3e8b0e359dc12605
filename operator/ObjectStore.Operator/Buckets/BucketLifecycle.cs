using System.Globalization;
using ObjectStore.Lifecycle;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.Operator.Buckets;

/// <summary>Reads lifecycle rules as resources write them, under the checks of S3. Pure: the same resource gives the same rules.</summary>
internal static class BucketLifecycle
{
    /// <summary>The rules, or what S3 says against them.</summary>
    public static S3Error? TryRead(IReadOnlyList<BucketLifecycleRule> written, out LifecycleRules rules)
    {
        rules = new LifecycleRules([]);
        if (written.Count > LifecycleRules.CountMax) return new S3Error(S3ErrorCode.InvalidRequest, $"A bucket has at most {LifecycleRules.CountMax} rules.");
        var sent = new List<LifecycleRuleRequest>(written.Count);
        foreach (var rule in written)
        {
            if (!TryReadDate(rule.Expiration?.Date, out var date)) return new S3Error(S3ErrorCode.InvalidRequest, $"'{rule.Expiration!.Date}' is no date as 2030-01-31 is.");
            sent.Add(Read(rule, sent.Count + 1, date));
        }

        return LifecycleCheck.TryMake(sent, static () => "", static _ => false, null, out rules);
    }

    private static LifecycleRuleRequest Read(BucketLifecycleRule rule, int number, DateTimeOffset? date) => new()
    {
        Id = rule.Id ?? string.Create(CultureInfo.InvariantCulture, $"rule-{number}"),
        Status = rule.Status,
        Filter = Read(rule.Filter ?? new BucketLifecycleFilter()),
        Expiration = rule.Expiration is { } current ? new LifecycleExpirationRequest(current.Days, date, current.ExpiredObjectDeleteMarker) : null,
        Noncurrent = rule.NoncurrentVersionExpiration is { } noncurrent ? new LifecycleNoncurrentRequest(noncurrent.NoncurrentDays, noncurrent.NewerNoncurrentVersions) : null,
        Abort = rule.AbortIncompleteMultipartUpload is { } abort ? new LifecycleAbortRequest(abort.DaysAfterInitiation) : null,
    };

    private static LifecycleFilter Read(BucketLifecycleFilter written)
    {
        var tags = (written.Tags ?? new Dictionary<string, string>()).OrderBy(static tag => tag.Key, StringComparer.Ordinal).ToArray();
        var count = tags.Length + (written.Prefix is null ? 0 : 1) + (written.ObjectSizeGreaterThan is null ? 0 : 1) + (written.ObjectSizeLessThan is null ? 0 : 1);
        return new LifecycleFilter
        {
            Form = count > 1 ? FilterForm.And : FilterForm.Filter,
            Prefix = written.Prefix,
            Tags = tags,
            SizeAbove = written.ObjectSizeGreaterThan,
            SizeBelow = written.ObjectSizeLessThan,
        };
    }

    private static bool TryReadDate(string? text, out DateTimeOffset? date)
    {
        date = null;
        if (text is null) return true;
        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)) return false;
        date = read;
        return true;
    }
}
