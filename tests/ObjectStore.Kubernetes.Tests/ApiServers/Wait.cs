using System.Runtime.CompilerServices;

namespace ObjectStore.Kubernetes.Tests.ApiServers;

/// <summary>Waits for what another process or thread does, long enough for a busy machine.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? expression = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) Assert.Fail($"Waited {Limit} for: {expression}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? expression = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) Assert.Fail($"Waited {Limit} for: {expression}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
