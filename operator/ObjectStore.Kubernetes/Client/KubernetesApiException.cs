using System.Net;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Client;

/// <summary>The API server refused or failed a request, or could not be reached. Callers branch on the reason or code, never on the message.</summary>
public sealed class KubernetesApiException : Exception
{
    /// <summary>A failure with what the server said about it.</summary>
    public KubernetesApiException(V1Status status, Exception? innerException = null)
        : base(MessageOf(status), innerException) => Status = status;

    /// <summary>What the server said. Of a server that was not reached: code 0 and <see cref="StatusReasons.Unreachable"/>.</summary>
    public V1Status Status { get; }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Code => (HttpStatusCode)(Status.Code ?? 0);

    /// <summary>One of <see cref="StatusReasons"/>, or what a newer server sends.</summary>
    public string Reason => Status.Reason ?? "";

    /// <summary>There is no such object.</summary>
    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>The object was changed since it was read, or another field manager owns what is applied.</summary>
    public bool IsConflict => Code == HttpStatusCode.Conflict && Reason != StatusReasons.AlreadyExists;

    /// <summary>An object of that name exists.</summary>
    public bool IsAlreadyExists => Code == HttpStatusCode.Conflict && Reason == StatusReasons.AlreadyExists;

    /// <summary>The resource version or the token to go on with is too old: list anew.</summary>
    public bool IsExpired => Code == HttpStatusCode.Gone;

    /// <summary>The object does not keep to its schema or rules.</summary>
    public bool IsInvalid => Code == HttpStatusCode.UnprocessableEntity;

    /// <summary>The server will not have the object: it is invalid, or a quota, admission or the rights of the caller forbid it. The same is refused again until somebody changes one of these.</summary>
    public bool IsRefusal => IsInvalid || Code is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest;

    /// <summary>No answer came; whether the request was carried out is not known.</summary>
    public bool IsUnreachable => Reason == StatusReasons.Unreachable;

    internal static KubernetesApiException Unreachable(string message, Exception? innerException) =>
        new(new V1Status { Reason = StatusReasons.Unreachable, Message = message, Code = 0 }, innerException);

    private static string MessageOf(V1Status status) => $"{status.Reason ?? "Unknown"} ({status.Code}): {status.Message}";
}
