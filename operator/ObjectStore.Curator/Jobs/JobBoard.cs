using System.Collections.Concurrent;
using ObjectStore.Curator.Reports;

namespace ObjectStore.Curator.Jobs;

/// <summary>How all jobs of this curator stand. Thread-safe.</summary>
internal sealed class JobBoard
{
    private readonly ConcurrentDictionary<string, JobStatus> _statuses = new(StringComparer.Ordinal);

    /// <summary>Every job, by name.</summary>
    public IReadOnlyList<JobStatus> All => [.. _statuses.Values.OrderBy(status => status.Name, StringComparer.Ordinal)];

    /// <summary>Adds a job that has not run yet.</summary>
    public void Add(string job) => _statuses.TryAdd(job, new JobStatus(job, IsRunning: false, LastSuccess: null, default, LastError: null));

    /// <summary>How a job stands that was added.</summary>
    public JobStatus Of(string job) => _statuses[job];

    /// <summary>Changes how a job stands.</summary>
    public void Update(string job, Func<JobStatus, JobStatus> change)
    {
        var known = Of(job);
        for (; !_statuses.TryUpdate(job, change(known), known); known = Of(job))
        {
            // Somebody else was faster.
        }
    }

    /// <summary>Takes over when the jobs of an earlier curator last succeeded, where none has succeeded here yet.</summary>
    public void Restore(IReadOnlyList<JobReport> reports)
    {
        foreach (var report in reports.Where(report => _statuses.ContainsKey(report.Name)))
            Update(report.Name, status => status with { LastSuccess = status.LastSuccess ?? report.LastSuccess });
    }
}
