using System.Text.Json.Nodes;

namespace ObjectStore.KubernetesTesting;

/// <summary>A refusal, as the fake answers it.</summary>
internal sealed class ApiFailureException(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public static ApiFailureException NotFound(string what) => new(404, "NotFound", $"{what} not found");

    public static ApiFailureException Conflict(string message) => new(409, "Conflict", message);

    public static ApiFailureException Invalid(string message) => new(422, "Invalid", message);

    public JsonObject ToStatus() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = Message,
        ["reason"] = reason,
        ["code"] = code,
    };
}
