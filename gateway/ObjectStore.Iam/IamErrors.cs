using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Queries;

namespace ObjectStore.Iam;

/// <summary>The errors of IAM (IAM API reference).</summary>
internal static class IamErrors
{
    public static QueryException NoSuchEntity(string kind, string name) =>
        new("NoSuchEntity", StatusCodes.Status404NotFound, $"The {kind} with name {name} cannot be found.");

    public static QueryException AlreadyExists(string kind, string name) =>
        new("EntityAlreadyExists", StatusCodes.Status409Conflict, $"{kind} with name {name} already exists.");

    public static QueryException DeleteConflict(string what) => new("DeleteConflict", StatusCodes.Status409Conflict, $"Cannot delete entity, must {what} first.");

    public static QueryException LimitExceeded(string what, int max) => new("LimitExceeded", StatusCodes.Status409Conflict, $"Cannot exceed quota for {what}: {max}");

    public static QueryException MalformedPolicy(string reason) => new("MalformedPolicyDocument", StatusCodes.Status400BadRequest, reason);

    public static QueryException InvalidInput(string reason) => new("InvalidInput", StatusCodes.Status400BadRequest, reason);

    /// <summary>Another change came between, again and again.</summary>
    public static QueryException Concurrent() =>
        new("ConcurrentModification", StatusCodes.Status409Conflict, "Other changes were faster. Try again.");
}
