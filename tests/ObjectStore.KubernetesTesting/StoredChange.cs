using System.Text.Json.Nodes;

namespace ObjectStore.KubernetesTesting;

/// <summary>A change of an object: its state before and after, null where it was not there.</summary>
internal sealed record StoredChange(long Revision, ResourceKind Kind, JsonObject? Before, JsonObject? After)
{
    /// <summary>The event that a watch of a selection sees, or null.</summary>
    public (string Type, JsonObject Entity)? EventFor(Selection selection)
    {
        var was = Before is not null && selection.Matches(Before);
        var isNow = After is not null && selection.Matches(After);
        if (isNow) return (was ? "MODIFIED" : "ADDED", After!);
        if (!was) return null;

        // The last state, with the version of its end.
        var last = (JsonObject)(After ?? Before!).DeepClone();
        last["metadata"]!["resourceVersion"] = Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ("DELETED", last);
    }
}
