// The many ways in which a call says that it took nothing.

using System;
using System.Diagnostics.CodeAnalysis;
using Mlx4.Runtime;

internal static class ErrnoExtensions
{
    public static bool IsFailure(this Errno error) => error != Errno.Ok;
}

internal readonly record struct Mapping(nint Address)
{
    public bool IsValid => Address != 0;
}

internal readonly record struct Outcome<T>(Errno Error, T Value)
{
    public bool IsOk => Error == Errno.Ok;
}

internal sealed class Region
{
    public nint Address { get; init; }
}

internal interface IMapper
{
    Errno Map(int bar, out nint address);
    (Errno Error, nint Address) MapTuple(int bar);
    Outcome<nint> MapOutcome(int bar);
    InitResult<Errno> MapResult(int bar);
    Region? MapRegion(int bar);
    Mapping MapValue(int bar);
    int MapHandle(int bar);
    bool TryMap(int bar, [NotNullWhen(true)] out Region? region);
    void Unmap(nint address);
    void UnmapResult(int bar);
    void UnmapHandle(int handle);
    Errno Sync();
}

// Shape: asked by an extension method
internal sealed partial class AskedByExtension(IMapper mapper)
{
    private nint _address;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        Errno err = mapper.Map(0, out _address);
        if (err.IsFailure())
        {
            return err;
        }

        return Errno.Ok;
    }

    private void Unmap() => mapper.Unmap(_address);
}

// Shape: assigned in the condition, compared with a number
internal sealed partial class AssignedInCondition(IMapper mapper)
{
    private nint _address;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        Errno err;
        if ((err = mapper.Map(0, out _address)) != 0)
        {
            return err;
        }

        if ((err = mapper.Sync()) is not Errno.Ok)
        {
            mapper.Unmap(_address);
            return err;
        }

        return default;
    }

    private void Unmap() => mapper.Unmap(_address);
}

// Shape: a tuple
internal sealed partial class AskedInTuple(IMapper mapper)
{
    private nint _address;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        (Errno err, _address) = mapper.MapTuple(0);
        if (err != Errno.Ok)
        {
            return err;
        }

        return Errno.Ok;
    }

    private void Unmap() => mapper.Unmap(_address);
}

// Shape: a result type of the user's own
internal sealed partial class AskedInOutcome(IMapper mapper)
{
    private nint _address;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        Outcome<nint> mapped = mapper.MapOutcome(2);
        if (!mapped.IsOk)
        {
            return mapped.Error;
        }

        _address = mapped.Value;
        return Errno.Ok;
    }

    private void Unmap() => mapper.Unmap(_address);
}

// Shape: the result of a load
internal sealed partial class AskedInResult(IMapper mapper)
{
    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map(int bar)
    {
        InitResult<Errno> result = mapper.MapResult(bar);
        return result.Succeeded ? Errno.Ok : result.Error;
    }

    private void Unmap(int bar) => mapper.UnmapResult(bar);
}

// Shape: a pattern that does not match
internal sealed partial class AskedByPattern(IMapper mapper)
{
    private nint _address;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        if (mapper.MapRegion(0) is not { } region)
        {
            return Errno.ENOMEM;
        }

        _address = region.Address;
        return Errno.Ok;
    }

    private void Unmap() => mapper.Unmap(_address);
}

// Shape: null, and a throw where there is nothing
internal sealed partial class ThrowsOnNull(IMapper mapper)
{
    private Region? _region;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private void Map() => _region = mapper.MapRegion(0) ?? throw new InvalidOperationException("no region");

    private void Unmap() => mapper.Unmap(_region!.Address);
}

// Shape: a property of what came back
internal sealed partial class AskedByProperty(IMapper mapper)
{
    private Mapping _mapping;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        _mapping = mapper.MapValue(0);
        if (!_mapping.IsValid)
        {
            return Errno.ENXIO;
        }

        return Errno.Ok;
    }

    private void Unmap() => mapper.Unmap(_mapping.Address);
}

// Shape: a handle below zero
internal sealed partial class NegativeHandle(IMapper mapper)
{
    private int _handle = -1;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        _handle = mapper.MapHandle(0);
        if (_handle < 0)
        {
            return (Errno)(-_handle);
        }

        return Errno.Ok;
    }

    private void Unmap()
    {
        mapper.UnmapHandle(_handle);
        _handle = -1;
    }
}

// Shape: a Try that gives an object
internal sealed partial class TriedObject(IMapper mapper)
{
    private Region? _region;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        if (mapper.TryMap(0, out Region? region))
        {
            _region = region;
            return Errno.Ok;
        }

        return Errno.ENODEV;
    }

    private void Unmap()
    {
        mapper.Unmap(_region!.Address);
        _region = null;
    }
}

// Shape: the second choice where the first took nothing
internal sealed partial class SecondChoice(IMapper mapper)
{
    private nint _address;

    [InitStage(10, Cleanup = nameof(Unmap))]
    private Errno Map()
    {
        Errno err = mapper.Map(2, out _address);
        if (err == Errno.ENXIO)
        {
            err = mapper.Map(0, out _address);
        }

        return err;
    }

    private void Unmap() => mapper.Unmap(_address);
}
