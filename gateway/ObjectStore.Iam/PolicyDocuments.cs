using System.Text;
using ObjectStore.Policies;

namespace ObjectStore.Iam;

/// <summary>Checks policy documents that are put.</summary>
internal static class PolicyDocuments
{
    /// <summary>The document, if it is one that may be stored.</summary>
    /// <param name="json">As it was sent.</param>
    /// <param name="kind">What it is attached to.</param>
    /// <param name="lengthMax">Most characters, white space not counted.</param>
    /// <exception cref="Gateway.Queries.QueryException">It is too long, or no such policy.</exception>
    public static string Check(string json, PolicyKind kind, int lengthMax)
    {
        if (LengthOf(json) > lengthMax) throw IamErrors.LimitExceeded("PolicySize", lengthMax);
        if (!PolicyParser.TryParse(Encoding.UTF8.GetBytes(json), kind, out var policy, out var reason)) throw IamErrors.MalformedPolicy(reason);
        var ids = policy.Statements.Select(static statement => statement.Sid).Where(static id => id.Length > 0).ToList();
        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count) throw IamErrors.MalformedPolicy("Statement IDs (SID) in a single policy must be unique.");
        return json;
    }

    /// <summary>Characters that count: white space does not.</summary>
    public static int LengthOf(string json) => json.Count(static letter => !char.IsWhiteSpace(letter));
}
