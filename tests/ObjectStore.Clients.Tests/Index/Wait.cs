using System.Diagnostics;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>Waits for what a process does by itself.</summary>
internal static class Wait
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when the condition holds.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="timeout">After this the test fails.</param>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="standalone">Whose output the message has.</param>
    public static async Task UntilAsync(string what, TimeSpan timeout, Func<Task<bool>> condition, StandaloneProcess standalone)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < timeout, $"Not after {timeout}: {what}\n{standalone.Output}");
            await Task.Delay(Poll, TestContext.Current.CancellationToken);
        }
    }
}
