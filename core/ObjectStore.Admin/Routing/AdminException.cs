using Microsoft.AspNetCore.Http;

namespace ObjectStore.Admin.Routing;

/// <summary>Carries what is wrong with a request to the one place that writes errors of the admin API.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">What programs look at; docs/operations/cli.md lists all.</param>
/// <param name="message">One line for people.</param>
internal sealed class AdminException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>The request itself is not right.</summary>
    public static AdminException Invalid(string message) => new(StatusCodes.Status400BadRequest, "InvalidRequest", message);

    /// <summary>What it is about does not exist.</summary>
    public static AdminException NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);

    /// <summary>It cannot be done as things are.</summary>
    public static AdminException Conflict(string code, string message) => new(StatusCodes.Status409Conflict, code, message);
}
