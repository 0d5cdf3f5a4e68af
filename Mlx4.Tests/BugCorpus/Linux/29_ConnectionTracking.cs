// 29. net/mlx5e: connection tracking is cleaned up before the rules that use it
// Source: 15ef9efa855c (CVE-2022-49338), mlx5e_cleanup_rep_tx in drivers/net/ethernet/mellanox/mlx5/core/en_rep.c
// Class: M
//
// The rules of traffic control share actions of the connection tracker. On the way down of the uplink the tracker went first, and
// deleting the rules then used its actions.

using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed record TrafficRule(uint Cookie, bool TracksConnection);

internal interface IConnectionTracker
{
    Errno Open(int zone);
    void Close();
    void DeleteFlow(uint cookie);
}

internal sealed partial class UplinkRepresentor(IConnectionTracker tracker)
{
    private readonly Dictionary<uint, TrafficRule> _rules = [];
    private readonly IConnectionTracker _tracker = tracker;

    [InitStage(10, Cleanup = nameof(DeleteRules))]
    private void InitRules() => _rules.EnsureCapacity(1024);

    private void DeleteRules()
    {
        foreach (TrafficRule rule in _rules.Values)
        {
            if (rule.TracksConnection)
            {
                _tracker.DeleteFlow(rule.Cookie); // MLX4023 '_tracker'
            }
        }

        _rules.Clear();
    }

    [InitStage(20, Cleanup = nameof(CleanupTracker))]
    private Errno InitTracker(int zone) => _tracker.Open(zone);

    private void CleanupTracker() => _tracker.Close();

    public void Add(TrafficRule rule) => _rules[rule.Cookie] = rule;
}
