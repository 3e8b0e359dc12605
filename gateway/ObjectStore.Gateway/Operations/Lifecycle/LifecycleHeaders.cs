using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Lifecycle;

/// <summary>Says in answers what the lifecycle rules of the bucket will do, in real days; nothing of rules that cannot be read.</summary>
internal static class LifecycleHeaders
{
    /// <summary>When a current object expires, and by which rule; nothing when it does not.</summary>
    public static void AddExpiration(S3Context context, ObjectRecord current)
    {
        if (!context.Configuration.TryGetLifecycle(out var rules)) return;
        var candidate = new LifecycleObject(context.Key.Utf8Memory, current.Size, current.Tags);
        if (rules.ExpirationOf(candidate, current.LastModified, LifecycleCalendar.Real) is not { } due) return;
        context.Response.Headers[AmzHeaders.Expiration] = $"expiry-date=\"{HttpDate.Format(due.At)}\", rule-id=\"{Uri.EscapeDataString(due.Rule.Id)}\"";
    }

    /// <summary>When an upload is aborted, and by which rule; nothing when it is not.</summary>
    public static void AddAbort(S3Context context, UploadRecord upload)
    {
        if (!context.Configuration.TryGetLifecycle(out var rules) || rules.AbortOf(context.Key, upload.InitiatedAt, LifecycleCalendar.Real) is not { } due) return;
        context.Response.Headers[AmzHeaders.AbortDate] = HttpDate.Format(due.At);
        context.Response.Headers[AmzHeaders.AbortRuleId] = Uri.EscapeDataString(due.Rule.Id);
    }
}
