"""Adapters for the engines that run a pipeline over many machines or many files.

A module an engine, each with a function ``normalize`` (of ``datatrove`` a step, ``Normalizer``)::

    from polynorm.engines import spark
    normalized = spark.normalize(dataframe, column="text", names="off")

All of them keep the columns that were there and add the same new ones: ``encoding``, ``language``, ``streams``,
``paragraphs`` and ``error``. A column that was there with one of these names moves into the struct column ``input``.
A text that is null gives nulls; one that cannot be normalized gives nulls and its reason in ``error``: no row raises.

An engine is imported when its module is, so importing ``polynorm`` needs none of them.
"""
