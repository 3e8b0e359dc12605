using System.Diagnostics.CodeAnalysis;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Buckets;

/// <summary>Reads a default retention as resources write it. Pure.</summary>
internal static class BucketRetention
{
    private const string Compliance = "COMPLIANCE";

    /// <summary>False when it cannot be followed. The API server has checked it, unless its definitions are of another release.</summary>
    /// <param name="written">What is written; null for no retention.</param>
    /// <param name="retention">What it means.</param>
    /// <param name="reason">What is wrong.</param>
    public static bool TryRead(BucketDefaultRetention? written, out DefaultRetention? retention, [NotNullWhen(false)] out string? reason)
    {
        (retention, reason) = (null, null);
        if (written is null) return true;
        if (written.Mode is not ("GOVERNANCE" or Compliance)) reason = $"'{written.Mode}' is no mode of retention.";
        else if (written.Days is null == written.Years is null) reason = "A default retention has either days or years.";
        else if (written is not { Days: null or (>= 1 and <= DefaultRetention.DaysMax), Years: null or (>= 1 and <= DefaultRetention.YearsMax) }) reason = "A default retention lasts from one day to 36,500 days or 100 years.";
        else retention = new DefaultRetention(written.Mode == Compliance ? RetentionMode.Compliance : RetentionMode.Governance, written.Days ?? 0, written.Years ?? 0);
        return reason is null;
    }
}
