using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Lifecycle;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Validation;

/// <summary>Checks the rules of PutBucketLifecycleConfiguration, with the errors of AWS (Amazon S3 API reference, "LifecycleRule"; user guide, "Lifecycle configuration elements").</summary>
public static class LifecycleCheck
{
    private const int IdLengthMax = 255;
    private const int TagKeyLengthMax = 128;
    private const int TagValueLengthMax = 256;
    private const int KeepNewestMax = 100;

    /// <summary>The rules, or the error of the first that is wrong.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="newId">Makes the name of a rule that has none.</param>
    /// <param name="isOffered">Whether objects may be moved to a storage class.</param>
    /// <param name="transitionMinimum">As in <see cref="LifecycleRules.TransitionMinimum"/>.</param>
    /// <param name="rules">What is to be stored.</param>
    public static S3Error? TryMake(
        IReadOnlyList<LifecycleRuleRequest> sent, Func<string> newId, Func<string, bool> isOffered, string? transitionMinimum, out LifecycleRules rules)
    {
        rules = new LifecycleRules([]);
        var made = new List<LifecycleRule>(sent.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in sent)
        {
            if ((CheckShape(request) ?? CheckFilter(request) ?? CheckActions(request) ?? TransitionCheck.Check(request, isOffered)) is { } error) return error;
            var id = string.IsNullOrEmpty(request.Id) ? newId() : request.Id;
            if (id.Length > IdLengthMax) return InvalidArgumentError.Of("ID length should not exceed allowed limit of 255", "ID", id);
            if (!ids.Add(id)) return InvalidArgumentError.Of("Rule ID must be unique. Found same ID for more than one rule", "ID", id);
            made.Add(Make(request, id));
        }

        rules = new LifecycleRules(made) { TransitionMinimum = transitionMinimum };
        return null;
    }

    private static LifecycleRule Make(LifecycleRuleRequest request, string id) => new()
    {
        Id = id,
        IsEnabled = request.Status == "Enabled",
        Filter = request.Filter ?? new LifecycleFilter { Form = FilterForm.Prefix, Prefix = request.Prefix },
        Expiration = request.Expiration is { } current ? new CurrentExpiration(current.Days, current.Date, current.RemovesMarkers) : null,
        NoncurrentExpiration = request.Noncurrent is { Days: { } days } noncurrent ? new NoncurrentExpiration(days, noncurrent.KeepNewest) : null,
        AbortUploadAfterDays = request.Abort?.Days,
        Transitions = [.. request.Transitions.Where(static each => !each.IsNoncurrent).Select(static each => new CurrentTransition(each.Days, each.Date, each.StorageClass!))],
        NoncurrentTransitions = [.. request.Transitions.Where(static each => each.IsNoncurrent).Select(static each => new NoncurrentTransition(each.Days!.Value, each.KeepNewest, each.StorageClass!))],
    };

    /// <summary>What the published schema says.</summary>
    private static S3Error? CheckShape(LifecycleRuleRequest rule)
    {
        var isGood = rule.Status is "Enabled" or "Disabled"
            && (rule.Prefix is null) != (rule.Filter is null)
            && rule.Expiration is null or { Days: not null, Date: null, RemovesMarkers: null } or { Days: null, Date: not null, RemovesMarkers: null } or { Days: null, Date: null, RemovesMarkers: not null }
            && rule.Noncurrent is not { Days: null }
            && rule.Abort is not { Days: null }
            && rule.Transitions.All(static transition => transition.StorageClass is not null && (transition.Days is null) != (transition.Date is null));
        return isGood ? null : new S3Error(S3ErrorCode.MalformedXML);
    }

    private static S3Error? CheckFilter(LifecycleRuleRequest rule)
    {
        var filter = rule.Filter;
        var prefix = filter?.Prefix ?? rule.Prefix ?? "";
        if (Encoding.UTF8.GetByteCount(prefix) > ObjectKey.BytesMax) return Invalid("The maximum size of a prefix is 1024.");
        if (filter is null) return null;
        if (filter.SizeAbove >= filter.SizeBelow - 1) return Invalid("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan' by more than one.");
        if (filter.Tags.Any(static tag => tag.Key.Length is 0 or > TagKeyLengthMax)) return Invalid("A Tag's Key must be a length between 1 and 128.");
        if (filter.Tags.Any(static tag => tag.Value.Length > TagValueLengthMax)) return Invalid("A Tag's Value must be a length between 0 and 256.");
        return filter.Tags.DistinctBy(static tag => tag.Key).Count() < filter.Tags.Count ? Invalid("Duplicate Tag Keys are not allowed.") : null;
    }

    private static S3Error? CheckActions(LifecycleRuleRequest rule)
    {
        if (rule is { Expiration: null, Noncurrent: null, Abort: null, Transitions.Count: 0 }) return Invalid("At least one action needs to be specified in a rule.");
        if (rule.Filter is { } filter && CheckFilterOfActions(rule, filter) is { } error) return error;
        if (rule.Expiration is { Days: < 1 }) return Argument("'Days' for Expiration action must be a positive integer", "Days", rule.Expiration.Days);
        if (rule.Noncurrent is { Days: < 1 }) return Argument("'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer", "NoncurrentDays", rule.Noncurrent.Days);
        if (rule.Noncurrent is { KeepNewest: < 1 or > KeepNewestMax })
            return Argument("'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be a positive integer of at most 100", "NewerNoncurrentVersions", rule.Noncurrent.KeepNewest);
        if (rule.Abort is { Days: < 1 }) return Argument("'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer", "DaysAfterInitiation", rule.Abort.Days);
        var dates = rule.Transitions.Select(static transition => transition.Date).Append(rule.Expiration?.Date);
        return dates.Any(static date => date is { } known && known.TimeOfDay != TimeSpan.Zero) ? new S3Error(S3ErrorCode.InvalidArgument, "'Date' must be at midnight GMT") : null;
    }

    /// <summary>Delete markers and uploads have neither tags nor a size.</summary>
    private static S3Error? CheckFilterOfActions(LifecycleRuleRequest rule, LifecycleFilter filter)
    {
        var action = rule.Abort is not null ? "AbortIncompleteMultipartUpload" : rule.Expiration is { RemovesMarkers: not null } ? "ExpiredObjectDeleteMarker" : null;
        if (action is null) return null;
        if (filter.Tags.Count > 0) return Invalid($"{action} cannot be specified with Tags.");
        return filter.HasSize ? Invalid($"{action} cannot be specified with ObjectSize.") : null;
    }

    private static S3Error Invalid(string message) => new(S3ErrorCode.InvalidRequest, message);

    private static S3Error Argument(string message, string name, int? value) => InvalidArgumentError.Of(message, name, $"{value}");
}
