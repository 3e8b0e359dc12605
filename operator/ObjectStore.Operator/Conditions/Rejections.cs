using ObjectStore.Kubernetes.Client;

namespace ObjectStore.Operator.Conditions;

/// <summary>What the API server refuses of what is planned, because of what people wrote.</summary>
internal static class Rejections
{
    /// <summary>Applies, and gives what was refused, by rules, quotas or admission, as a problem of the spec.</summary>
    /// <param name="apply">Applies.</param>
    /// <param name="refused">The outcome for a problem.</param>
    public static async Task<T> AsProblemAsync<T>(Func<Task<T>> apply, Func<SpecProblem, T> refused)
    {
        try
        {
            return await apply();
        }
        catch (KubernetesApiException exception) when (exception.IsRefusal)
        {
            return refused(new SpecProblem("Rejected", $"The API server refuses what follows from the spec: {exception.Message}"));
        }
    }
}
