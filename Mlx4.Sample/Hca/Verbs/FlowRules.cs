using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The rules of device-managed flow steering, by the ids that the card gives them.</summary>
internal sealed class FlowRules(Ledger ledger)
{
    private readonly Holdings<FlowRule> _rules = new(static _ => "flow rule", ledger);
    private ulong _last;

    public int Count => _rules.Count;

    /// <summary>Adds a rule.</summary>
    /// <returns>Its id.</returns>
    public ulong Add(FlowRule rule)
    {
        _rules.Add(++_last, rule, "QP_FLOW_STEERING_ATTACH");
        return _last;
    }

    /// <summary>Removes a rule.</summary>
    /// <returns>Whether there was one of this id.</returns>
    public bool Remove(ulong id) => _rules.Remove(id);

    public void Stop() => _rules.Stop();

    public void Reset()
    {
        _rules.Reset();
        _last = 0;
    }
}
